// The schedule of one job, over its page (`?edit=schedule`): what it is to be, and what that means.
import { Alert, Drawer, Skeleton, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { errorReference } from '../api/ApiError.ts';
import { jobQuery } from '../api/jobQuery.ts';
import { errorSentence } from '../actions/toasts.tsx';
import { changesOf, keepDraft, keptDraft } from './scheduleDraft.ts';
import { ScheduleForm } from './ScheduleForm.tsx';

export function ScheduleEditor({ jobName, onClose }: { jobName: string; onClose: () => void }) {
  const narrow = useMediaQuery('(max-width: 640px)');
  const { data: job, error } = useQuery({ ...jobQuery(jobName), refetchOnWindowFocus: false });

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
      {error !== null && (
        <Alert color="red" role="alert">
          {errorSentence(error)} ({errorReference(error)})
        </Alert>
      )}
      {job === undefined ? (
        error === null && (
          <Stack>
            {[44, 60, 44, 320].map((height) => (
              <Skeleton key={height} height={height} />
            ))}
          </Stack>
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
