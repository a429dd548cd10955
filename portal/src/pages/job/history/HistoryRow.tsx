import { ActionIcon } from '@mantine/core';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { ExecutionRow as Execution } from '../../../../../src/contract/executions.ts';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { formatCount } from '../../../shared/format/formatNumber.ts';
import { attemptCount } from '../../../runs/explain/attemptsInWords.ts';
import { latenessMs } from '../../../runs/list/runTimes.ts';
import { RunRow } from '../../../runs/list/RunRow.tsx';
import tableClasses from '../../../runs/list/RunTable.module.css';
import { RunTimeline } from '../../../runs/RunTimeline.tsx';
import { SentenceText } from '../../../runs/explain/SentenceText.tsx';
import { runWord } from '../../../runs/explain/runWord.ts';
import { triggeredBy } from '../../../runs/explain/triggeredBy.ts';
import { whyInRow } from '../../../runs/explain/whyInRow.ts';
import { StatusLabel } from '../../../shared/ui/status/StatusLabel.tsx';
import { statusColour } from '../../../shared/ui/status/vocabulary.ts';
import { formatDuration } from '../../../shared/format/formatDuration.ts';
import { JobInstant } from '../../../shared/ui/time/JobInstant.tsx';
import classes from './HistoryRow.module.css';

/** A run that started later than this shows its delay. */
const ON_TIME_MS = 1_000;
const COLUMNS = 9;

export function HistoryRow({
  run,
  job,
  longestMs,
}: {
  run: Execution;
  job: JobSummary;
  /** Of the page: full width of the bars. */
  longestMs: number;
}) {
  const [isOpen, setOpen] = useState(false);
  const { scheduled_for: due, started_at: started, duration_ms: durationMs, status } = run;
  const lateness = latenessMs(run);
  return (
    <>
      <RunRow executionId={run.id}>
        <td>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            aria-expanded={isOpen}
            aria-label={isOpen ? 'Hide the timeline' : 'Show the timeline'}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? <ChevronDown size={16} /> : <ChevronRight size={16} />}
          </ActionIcon>
        </td>
        <td>
          <StatusLabel status={status} word={runWord(run)} />
        </td>
        <td>{due === null ? '–' : <JobInstant at={due} zone={job.timeZone} />}</td>
        <td className={classes['started']}>
          {started === null ? (
            '–'
          ) : lateness === null ? (
            <JobInstant at={started} zone={job.timeZone} />
          ) : (
            <span title={started}>{lateness < ON_TIME_MS ? 'on time' : `+${formatDuration(lateness)}`}</span>
          )}
        </td>
        <td>
          {durationMs === null ? (
            '–'
          ) : (
            <>
              <span>{formatDuration(durationMs)}</span>
              <span
                className={classes['bar']}
                aria-hidden
                style={{
                  width: `${(durationMs / Math.max(1, longestMs)) * 100}%`,
                  background: statusColour(status),
                }}
              />
            </>
          )}
        </td>
        <td className={tableClasses['number']}>{attemptCount(run)}</td>
        <td>{itemsOf(run)}</td>
        <td>{triggeredBy(run)}</td>
        <td className={tableClasses['reason']}>
          {status !== 'completed' && <SentenceText sentence={whyInRow(run)} zone={job.timeZone} />}
        </td>
      </RunRow>
      {isOpen && (
        <tr>
          <td colSpan={COLUMNS} className={classes['details']}>
            <RunTimeline execution={run} zone={job.timeZone} summary={job} />
          </td>
        </tr>
      )}
    </>
  );
}

function itemsOf({ items_processed: items, items_succeeded: ok, items_failed: failed }: Execution): string {
  if (items === null) return '–';
  return failed ? `${formatCount(ok ?? 0)} ok, ${formatCount(failed)} failed` : `${formatCount(items)} ok`;
}
