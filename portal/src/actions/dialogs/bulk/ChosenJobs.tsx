import { Badge, Group, ScrollArea, Stack } from '@mantine/core';
import { memo } from 'react';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import classes from './ChosenJobs.module.css';

interface ChosenJobsProps {
  chosen: readonly JobSummary[];
  onChange: (change: (chosen: readonly JobSummary[]) => readonly JobSummary[]) => void;
}

/** The jobs that will be changed. Memoised: there may be thousands, and the dialog renders on every key. */
export const ChosenJobs = memo(function ChosenJobs({ chosen, onChange }: ChosenJobsProps) {
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {[...Map.groupBy(chosen, ({ service }) => service)].map(([service, ofService]) => (
          <Badge key={service} variant="outline" tt="none">
            {service} {ofService.length}
          </Badge>
        ))}
      </Group>
      <ScrollArea.Autosize mah={220} type="auto" tabIndex={0} aria-label="Jobs to be changed">
        {/* Plain elements: a thousand of Mantine's buttons take seconds to draw. */}
        {chosen.map(({ name }) => (
          <div key={name} className={classes['job']}>
            {name}
            <button
              type="button"
              aria-label={`Leave out ${name}`}
              onClick={() => onChange((before) => before.filter((job) => job.name !== name))}
            >
              ×
            </button>
          </div>
        ))}
      </ScrollArea.Autosize>
    </Stack>
  );
});
