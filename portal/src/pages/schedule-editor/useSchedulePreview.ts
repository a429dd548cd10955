// The server's preview of the draft, debounced. The last valid answer stays while the next one loads.
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Job } from '../../../../src/contract/jobs.ts';
import { ApiError } from '../../api/client/ApiError.ts';
import type { CronPreview } from '../../../../src/contract/cronPreview.ts';
import { cronPreviewQuery } from '../../api/cronPreview.ts';
import { jobsFeed } from '../../live/jobs.ts';
import { clock } from '../../shared/format/clock.ts';
import type { ScheduleDraft } from './scheduleDraft.ts';

/** After the last key. */
const PREVIEW_AFTER_MS = 150;
const AFTER_FAILURE_MS = 5_000;
/** The preview is refreshed when fewer upcoming runs than this are left. */
const ENOUGH = 5;
const LEAST_MS = 1_000;
const HOUR_MS = 3_600_000;

export function useSchedulePreview(draft: ScheduleDraft, job: Job) {
  const [asked] = useDebouncedValue(
    { cronExpression: draft.cronExpression.trim(), timeZone: draft.timeZone },
    PREVIEW_AFTER_MS,
  );
  const { data, error } = useQuery({
    ...cronPreviewQuery({
      ...asked,
      jobName: job.name,
      count: 10,
      ...(job.cronExpression !== null && {
        compareWith: { cronExpression: job.cronExpression, timeZone: job.timeZone },
      }),
    }),
    enabled: asked.cronExpression !== '',
    refetchInterval: ({ state }) => {
      if (jobsFeed.store.state.paused) return false;
      if (state.error !== null) return isRefusal(state.error) ? false : AFTER_FAILURE_MS;
      return state.data === undefined ? false : untilPassed(state.data);
    },
  });
  const [lastValid, setLastValid] = useState(data);
  if (data !== undefined && data !== lastValid) setLastValid(data);
  const isEmpty = draft.cronExpression.trim() === '';
  return {
    current: isEmpty ? undefined : data,
    lastValid,
    /** The server's error about the expression. */
    problem: !isEmpty && isRefusal(error) ? error : null,
    /** No answer; retried automatically. */
    outage: !isEmpty && data === undefined && error !== null && !isRefusal(error) ? error : null,
  };
}

/** Time until fewer than ENOUGH of the shown runs are upcoming, ms. */
function untilPassed({ upcoming }: CronPreview): number | false {
  const run = upcoming[Math.max(0, upcoming.length - ENOUGH)];
  if (run === undefined) return false;
  const ms = Date.parse(run.scheduledFor) - clock.now();
  return ms > HOUR_MS ? false : Math.max(LEAST_MS, ms);
}

function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status !== null && error.status < 500 && error.status !== 401;
}
