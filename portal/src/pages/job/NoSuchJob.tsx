import { List, Stack, Text, Title } from '@mantine/core';
import { AnchorLink } from '../../shared/ui/AnchorLink.tsx';
import { useJobs } from '../../live/jobs.ts';
import { closeNames } from '../../shared/format/closeNames.ts';

/** No such job: suggests similar names; a deleted job's runs are still kept. */
export function NoSuchJob({ name }: { name: string }) {
  const jobs = useJobs((state) => state.jobs);
  const close = closeNames(name, [...(jobs?.keys() ?? [])]);
  return (
    <Stack gap="sm">
      <Title order={1} size="h3">
        No job is called “{name}”
      </Title>
      {close.length > 0 && (
        <>
          <Text>Did you mean</Text>
          <List>
            {close.map((other) => (
              <List.Item key={other}>
                <AnchorLink to="/jobs/$name/{-$tab}" params={{ name: other, tab: undefined }}>
                  {other}
                </AnchorLink>
              </List.Item>
            ))}
          </List>
        </>
      )}
      <Text>
        If it was deleted,{' '}
        <AnchorLink to="/runs" search={{ job: [name] }}>
          its runs
        </AnchorLink>{' '}
        and{' '}
        <AnchorLink to="/audit" search={{ job: name, machine: 'show' }}>
          what was done to it
        </AnchorLink>{' '}
        are still there. The next registration by its service brings it back.
      </Text>
      <Text>
        <AnchorLink to="/jobs">All jobs</AnchorLink>
      </Text>
    </Stack>
  );
}
