import { Title } from '@mantine/core';

export function ServicesPage() {
  return <Title order={1}>Services</Title>;
}
