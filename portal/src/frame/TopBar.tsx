import { UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { AppearanceMenu } from './AppearanceMenu.tsx';
import { LiveChip } from './LiveChip.tsx';
import { JobSearchBox } from './JobSearchBox.tsx';
import classes from './TopBar.module.css';
import { UserMenu } from './UserMenu.tsx';
import { ZoneSwitch } from './ZoneSwitch.tsx';

const VIEWS = [
  { to: '/jobs', label: 'Jobs' },
  { to: '/runs', label: 'Runs' },
  { to: '/services', label: 'Services' },
  { to: '/audit', label: 'Audit' },
] as const;

export function TopBar() {
  return (
    <header className={classes.bar}>
      <UnstyledButton component={Link} to="/jobs" className={classes.name ?? ''}>
        Scheduler
      </UnstyledButton>
      <nav aria-label="Views" className={classes.views}>
        {VIEWS.map(({ to, label }) => (
          <Link key={to} to={to} className={classes.view} activeOptions={{ includeSearch: false }}>
            {label}
          </Link>
        ))}
      </nav>
      <JobSearchBox />
      <div className={classes.tools}>
        <LiveChip />
        <ZoneSwitch />
        <AppearanceMenu />
        <UserMenu />
      </div>
    </header>
  );
}
