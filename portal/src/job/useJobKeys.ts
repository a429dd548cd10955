import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { JobSummary } from '../../../src/contract/jobSummaries.ts';
import { isPausedAt } from '../jobs/jobState.ts';
import { jobLetters } from '../jobs/jobLetters.ts';
import { useShortcuts, type Shortcuts } from '../keyboard/useShortcuts.ts';
import { clock } from '../time/clock.ts';

const NONE: Shortcuts = {};

/** The letters of a row in the list act on the whole page of its job. */
export function useJobKeys(job: JobSummary | undefined): void {
  const navigate = useNavigate();
  const shortcuts = useMemo(
    () =>
      job === undefined
        ? NONE
        : jobLetters({
            job,
            isOff: !job.enabled || isPausedAt(job, clock.now()),
            editSchedule: () =>
              void navigate({ to: '.', search: (search) => ({ ...search, edit: 'schedule' }) }),
          }),
    [job, navigate],
  );
  useShortcuts(shortcuts);
}
