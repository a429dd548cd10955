import { List, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Dependencies } from '../../../../../src/contract/dependencies.ts';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { dependenciesQuery } from '../../../api/dependencies.ts';
import { AnchorLink } from '../../../shared/ui/AnchorLink.tsx';
import { Loading } from '../../../shared/ui/Loading.tsx';
import { useView } from '../../../live/view/useView.tsx';
import { JobInstant } from '../../../shared/ui/time/JobInstant.tsx';
import { DependencyGraph } from './DependencyGraph.tsx';
import { nodeState } from './nodeState.ts';

/** With more nodes than this only the list is shown. */
const MAX_DRAWN = 30;
const ON: Record<Dependencies['edges'][number]['on'], string> = {
  success: 'succeeds',
  failure: 'fails',
  any: 'ends',
};

export function JobDependencies({ job: { name, timeZone } }: { job: JobSummary }) {
  const dependencies = useQuery(dependenciesQuery(name));
  const { data, failure } = useView('the dependencies', dependencies);
  if (data === undefined) {
    return (
      failure ?? (
        <Loading what="the dependencies">
          <Skeleton height={240} />
        </Loading>
      )
    );
  }
  const { nodes, edges, truncated } = data;
  if (edges.length === 0) {
    return (
      <Stack>
        {failure}
        <Text>
          This job does not depend on other jobs, and no job depends on it. A service declares dependencies
          with “after”.
        </Text>
      </Stack>
    );
  }
  return (
    <Stack>
      {failure}
      {nodes.length <= MAX_DRAWN && <DependencyGraph jobName={name} {...data} />}
      <section>
        <Title order={2} size="h5" mb={4}>
          As a list
        </Title>
        <List size="sm" spacing={4}>
          {edges.map(({ from, to, on, arrivedAt }) => (
            <List.Item key={`${from} ${to}`}>
              <JobLink name={to} /> runs after <JobLink name={from} /> {ON[on]}
              {arrivedAt !== null && (
                <>
                  ; it has, and has been waiting since <JobInstant at={arrivedAt} zone={timeZone} /> for the
                  others
                </>
              )}
            </List.Item>
          ))}
        </List>
        <List size="sm" spacing={4} mt="sm">
          {nodes.map((node) => (
            <List.Item key={node.name}>
              <JobLink name={node.name} />: {nodeState(node).words}
            </List.Item>
          ))}
        </List>
      </section>
      {truncated && <Text size="sm">More than 500 jobs are connected; the rest is not shown.</Text>}
    </Stack>
  );
}

function JobLink({ name }: { name: string }) {
  return (
    <AnchorLink to="/jobs/$name/{-$tab}" params={{ name, tab: 'dependencies' }} size="sm">
      {name}
    </AnchorLink>
  );
}
