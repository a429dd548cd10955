import { Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';

const route = getRouteApi('/jobs/$name/{-$tab}');

export function JobPage() {
  const { name } = route.useParams();
  return <Title order={1}>{name}</Title>;
}
