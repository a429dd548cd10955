import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { STATUS_WORDS } from '../../shared/ui/status/vocabulary.ts';
import { clock } from '../../shared/format/clock.ts';
import { formatSpan } from '../../shared/format/formatInstant.ts';
import { useShownZone } from '../../shared/ui/time/useShownZone.ts';
import { times } from '../../runs/explain/attemptsInWords.ts';
import type { RunGroup } from './groupRuns.ts';
import { PastRunRow } from './PastRunRow.tsx';
import { feedTime } from '../../runs/list/runTimes.ts';
import type { JobsByName } from '../../live/useJobsByName.ts';

/** One run, or a group: its newest run, and the others on demand. */
export function PastRunGroup({ group, summaries }: { group: RunGroup; summaries: JobsByName }) {
  const [isOpen, setOpen] = useState(false);
  const [newest, ...others] = group.runs;
  const job = summaries.of(newest.job_name);
  const zone = useShownZone(job?.timeZone);
  const oldest = others.at(-1);
  return (
    <>
      <PastRunRow run={newest} job={job}>
        {oldest !== undefined && (
          <Text size="sm" fw={600} component="div">
            {STATUS_WORDS[newest.status]} {group.isAtLeast && 'at least '}
            {times(group.runs.length)},{' '}
            {formatSpan(feedTime(oldest), feedTime(newest), zone, { nowMs: clock.now() })}{' '}
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
