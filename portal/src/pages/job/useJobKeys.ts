import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { isPausedAt } from '../jobs/model/jobState.ts';
import { jobLetters } from '../jobs/model/jobLetters.ts';
import { useShortcuts, type Shortcuts } from '../../shared/hooks/useShortcuts.ts';
import { clock } from '../../shared/format/clock.ts';

const NONE: Shortcuts = {};

/** The shortcuts of a row in the list, for the job's page. */
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
