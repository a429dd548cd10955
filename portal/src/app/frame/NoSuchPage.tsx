import { Text, Title } from '@mantine/core';
import { AnchorLink } from '../../shared/ui/AnchorLink.tsx';

export function NoSuchPage() {
  return (
    <>
      <Title order={1} size="h3" mb="xs">
        There is no such page
      </Title>
      <Text>
        The address has no view of the portal. <AnchorLink to="/jobs">Go to the jobs</AnchorLink>.
      </Text>
    </>
  );
}
