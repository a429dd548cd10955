// One run, over any view (`?run=`): what happened, why, and what can be done.
import { Drawer, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../../api/client/ApiError.ts';
import { isFinished } from '../../shared/ui/status/isFinished.ts';
import { runQuery, type RunDetails } from '../../api/executions.ts';
import { AnchorLink } from '../../shared/ui/AnchorLink.tsx';
import { Loading } from '../../shared/ui/Loading.tsx';
import { useTopLayer } from '../../shared/hooks/useTopLayer.ts';
import { useView } from '../../live/view/useView.tsx';
import { useJobSummary } from '../../live/useJobSummary.ts';
import { useJob } from '../../live/jobs.ts';
import { usePolling } from '../../live/usePolling.ts';
import { LIVE_RUN_MS } from '../../live/intervals.ts';
import { RunActions } from './RunActions.tsx';
import { RunFacts } from './RunFacts.tsx';
import { RunNeighbours } from './RunNeighbours.tsx';
import { RunPayload } from './RunPayload.tsx';
import { RunTimeline } from '../RunTimeline.tsx';
import { RunWhy } from '../explain/RunWhy.tsx';

export function RunDrawer({ executionId, onClose }: { executionId: string; onClose: () => void }) {
  const isTop = useTopLayer();
  const interval = usePolling(LIVE_RUN_MS);
  const run = useQuery({
    ...runQuery(executionId),
    refetchInterval: ({ state }) =>
      interval !== false && !isNotKept(state.error) && !isOver(state.data) ? interval() : false,
  });
  const { data, failure } = useView('this run', run, executionId);
  return (
    <Drawer
      opened
      onClose={onClose}
      closeOnEscape={isTop}
      position="right"
      size={640}
      title={data ? <RunTitle jobName={data.execution.job_name} /> : 'Run'}
    >
      {data ? (
        <RunBody {...data} isTop={isTop} />
      ) : (
        (failure ?? (
          <Loading what="the run">
            <Stack>
              <Skeleton height={28} width={220} />
              <Skeleton height={64} />
              <Skeleton height={220} />
            </Stack>
          </Loading>
        ))
      )}
    </Drawer>
  );
}

function isOver(run: RunDetails | undefined): boolean {
  return run !== undefined && isFinished(run.execution.status);
}

function isNotKept(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

function RunTitle({ jobName }: { jobName: string }) {
  const job = useJob(jobName);
  return (
    <Text fw={600} component="span">
      Run of{' '}
      <AnchorLink to="/jobs/$name/{-$tab}" params={{ name: jobName, tab: undefined }} inherit>
        {job?.displayName ?? jobName}
      </AnchorLink>
    </Text>
  );
}

function RunBody({ execution, temporalUrl, exact, isTop }: RunDetails & { isTop: boolean }) {
  const { job, isMissing } = useJobSummary(execution.job_name);
  const zone = job?.timeZone;
  return (
    <Stack gap="lg">
      <RunWhy execution={execution} zone={zone} />
      <Group justify="space-between" gap="xs">
        <RunActions execution={execution} job={job} isJobMissing={isMissing} temporalUrl={temporalUrl} />
        <RunNeighbours execution={execution} isTop={isTop} />
      </Group>
      <RunFacts execution={execution} zone={zone} />
      <RunTimeline execution={execution} zone={zone} summary={job} />
      <RunPayload execution={execution} exact={exact} />
    </Stack>
  );
}
