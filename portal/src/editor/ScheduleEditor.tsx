// The schedule of one job, over its page (`?edit=schedule`): what it is to be, and what that means.
import { Drawer, Skeleton, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { jobQuery } from '../api/jobQuery.ts';
import { Loading } from '../frame/Loading.tsx';
import { useView } from '../frame/useView.tsx';
import { changesOf, keepDraft, keptDraft } from './scheduleDraft.ts';
import { ScheduleForm } from './ScheduleForm.tsx';

export function ScheduleEditor({ jobName, onClose }: { jobName: string; onClose: () => void }) {
  const narrow = useMediaQuery('(max-width: 640px)');
  const whole = useQuery({ ...jobQuery(jobName), refetchOnWindowFocus: false });
  const { data: job, failure } = useView('the schedule', whole);

  function leave(): void {
    const draft = keptDraft(jobName);
    const edited = job !== undefined && draft !== null && Object.keys(changesOf(draft, job)).length > 0;
    // The browser's own question: it cannot be missed, and works for every way out.
    if (edited && !window.confirm('Leave without saving the schedule?')) return;
    keepDraft(jobName, null);
    onClose();
  }

  return (
    <Drawer
      opened
      onClose={leave}
      size={narrow ? '100%' : 560}
      title={`Schedule of ${job?.displayName ?? jobName}`}
      closeButtonProps={{ 'aria-label': 'Close the schedule editor' }}
    >
      {failure}
      {job === undefined ? (
        failure === null && (
          <Loading what="the schedule">
            <Stack>
              <Skeleton height={44} />
              <Skeleton height={60} />
              <Skeleton height={44} />
              <Skeleton height={320} />
            </Stack>
          </Loading>
        )
      ) : (
        <ScheduleForm
          job={job}
          onSaved={() => {
            keepDraft(jobName, null);
            onClose();
          }}
          onLeave={leave}
        />
      )}
    </Drawer>
  );
}
