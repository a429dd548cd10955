// Edits the schedule of one job, over its page (`?edit=schedule`).
import { Drawer, Skeleton, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { jobQuery } from '../../api/jobs.ts';
import { Loading } from '../../shared/ui/Loading.tsx';
import { useTopLayer } from '../../shared/hooks/useTopLayer.ts';
import { useView } from '../../live/view/useView.tsx';
import { useNewerVersion } from '../../live/useWholeJob.ts';
import { useJob } from '../../live/jobs.ts';
import { LeaveDialog } from './LeaveDialog.tsx';
import { keepDraft } from './scheduleDraft.ts';
import { ScheduleForm } from './ScheduleForm.tsx';

export function ScheduleEditor({ jobName, onClose }: { jobName: string; onClose: () => void }) {
  const isTop = useTopLayer();
  const narrow = useMediaQuery('(max-width: 640px)');
  const whole = useQuery({ ...jobQuery(jobName), refetchOnWindowFocus: false });
  useNewerVersion(whole, useJob(jobName)?.version);
  const { data: job, failure } = useView('the schedule', whole, jobName);

  return (
    <Drawer
      opened
      onClose={onClose}
      closeOnEscape={isTop}
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
          onLeave={onClose}
        />
      )}
      <LeaveDialog jobName={jobName} />
    </Drawer>
  );
}
