import { Anchor, Group } from '@mantine/core';
import { Link, Outlet } from '@tanstack/react-router';
import { Overlays } from './Overlays.tsx';

export function Frame() {
  return (
    <>
      <Group component="header">
        {(['/jobs', '/runs', '/services', '/audit'] as const).map((to) => (
          <Anchor key={to} component={Link} to={to}>
            {to.slice(1)}
          </Anchor>
        ))}
      </Group>
      <main id="main">
        <Outlet />
      </main>
      <Overlays />
    </>
  );
}
