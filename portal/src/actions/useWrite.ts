// One change on its way: sent once at a time, its refusal kept for the dialog that sent it.
import { useState } from 'react';
import type { Job } from '../../../src/contract/jobs.ts';
import { ApiError } from '../api/ApiError.ts';

/** The job as it was when the change was begun. */
export type Base = Pick<Job, 'name' | 'version' | 'updatedAt'>;

export interface Write {
  busy: boolean;
  error: unknown;
  /** What the change is made on top of, and the job as somebody else has changed it meanwhile. */
  conflict: { base: Base; job: Job } | null;
  /** For the request: of `base`, or of what has been looked at since. */
  version: number | undefined;
  /** What somebody else changed has been looked at: the change may go on top of it. */
  review(): void;
  /** What was refused is not wanted any more, or not so. */
  forget(): void;
  run(send: () => Promise<void>): Promise<void>;
}

/** @param base of a change of one job that must not undo another one; undefined while it loads */
export function useWrite(base?: Base): Write {
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const [reviewed, setReviewed] = useState<Base | null>(null);
  const begun = reviewed ?? base;
  const job = conflictOf(state.error);
  return {
    ...state,
    conflict: job === null || begun === undefined ? null : { base: begun, job },
    version: begun?.version,
    review() {
      setReviewed(job);
      setState({ busy: false, error: null });
    },
    forget: () => setState({ busy: false, error: null }),
    async run(send) {
      setState({ busy: true, error: null });
      try {
        await send();
        setState({ busy: false, error: null });
      } catch (error) {
        setState({ busy: false, error });
      }
    },
  };
}

function conflictOf(error: unknown): Job | null {
  if (!(error instanceof ApiError) || error.code !== 'VERSION_CONFLICT') return null;
  return (error.details as { job?: Job }).job ?? null;
}
