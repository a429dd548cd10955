import { Text, Title } from '@mantine/core';
import { AnchorLink } from '../../shared/ui/AnchorLink.tsx';

export function NoSuchPage() {
  return (
    <>
      <Title order={1} size="h3" mb="xs">
        There is no such page
      </Title>
      <Text>
        There is no page at this address. <AnchorLink to="/jobs">Go to the jobs</AnchorLink>.
      </Text>
    </>
  );
}
