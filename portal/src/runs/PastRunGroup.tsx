import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { formatTimeOfDay } from '../time/formatInstant.ts';
import { useShownZone } from '../time/useShownZone.ts';
import type { RunGroup } from './groupFailures.ts';
import { PastRunRow } from './PastRunRow.tsx';
import { rowTime } from './rowTime.ts';
import type { Summaries } from './useSummaries.ts';
import { times } from './attemptsInWords.ts';

/** One run, or equal failures in a row of one job: the newest of them, and the others on demand. */
export function PastRunGroup({ group: { runs }, summaries }: { group: RunGroup; summaries: Summaries }) {
  const [isOpen, setOpen] = useState(false);
  const [newest, ...others] = runs;
  const job = summaries.of(newest.job_name);
  const zone = useShownZone(job?.timeZone);
  const oldest = others.at(-1);
  return (
    <>
      <PastRunRow run={newest} job={job}>
        {oldest !== undefined && (
          <Text size="sm" fw={600} component="div">
            Failed {times(runs.length)}, {formatTimeOfDay(rowTime(oldest), zone)}–
            {formatTimeOfDay(rowTime(newest), zone)}{' '}
            <Button
              size="compact-xs"
              variant="subtle"
              aria-expanded={isOpen}
              onClick={() => setOpen(!isOpen)}
            >
              {isOpen ? 'Show one' : 'Show all'}
            </Button>
          </Text>
        )}
      </PastRunRow>
      {isOpen && others.map((run) => <PastRunRow key={run.id} run={run} job={job} />)}
    </>
  );
}
