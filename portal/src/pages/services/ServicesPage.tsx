// The services that jobs call: concurrency limits and pauses.
import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { servicesQuery } from '../../api/services.ts';
import { LoadingRows } from '../../shared/ui/LoadingRows.tsx';
import { useView } from '../../live/view/useView.tsx';
import { useJobsPending } from '../../live/jobs.ts';
import { usePolling } from '../../live/usePolling.ts';
import { LIVE_RUN_MS } from '../../live/intervals.ts';
import { ServiceRow } from './ServiceRow.tsx';
import classes from './ServicesPage.module.css';

export function ServicesPage() {
  const interval = usePolling(LIVE_RUN_MS);
  const services = useQuery({ ...servicesQuery, refetchInterval: interval });
  const { data: known, failure } = useView('the services', services);
  // The failing jobs come with the jobs list, and a late answer would move the rows.
  const data = useJobsPending() ? undefined : known;
  return (
    <Stack gap="md">
      <Title order={1} size="h3">
        Services
      </Title>
      <Text c="dimmed" size="sm">
        A limit holds for the runs of all jobs of a service together; those that wait go by priority, then
        age. A paused service starts no run of any of its jobs, whether it is due or asked for; a paused job
        is only not due by its schedule, and Run now still works.
      </Text>
      {failure}
      {data === undefined && failure === null && (
        <LoadingRows what="the services" headHeight={34} rowHeight={82} />
      )}
      {data?.length === 0 && <Text>No service has registered a job yet.</Text>}
      {data !== undefined && data.length > 0 && (
        <table className={classes['table']}>
          <thead>
            <tr>
              <th>Service</th>
              <th>State</th>
              <th className={classes['number']}>Jobs</th>
              <th>Failing</th>
              <th className={classes['number']}>Running of limit</th>
              <th className={classes['number']}>Queued</th>
              <th>Last call</th>
              <th>Changed</th>
              <th aria-label="Actions" />
            </tr>
          </thead>
          <tbody>
            {data.map((service) => (
              <ServiceRow key={service.name} service={service} />
            ))}
          </tbody>
        </table>
      )}
    </Stack>
  );
}
