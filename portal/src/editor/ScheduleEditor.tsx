import { Drawer } from '@mantine/core';

/** The schedule of one job, over its page (`?edit=schedule`). */
export function ScheduleEditor({ jobName, onClose }: { jobName: string; onClose: () => void }) {
  return <Drawer opened onClose={onClose} size={560} title={`Schedule of ${jobName}`} />;
}
