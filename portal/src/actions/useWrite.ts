// One change on its way: sent once at a time, its refusal kept for the dialog that sent it.
import { useState } from 'react';
import type { Job } from '../../../src/contract/job.ts';
import { ApiError } from '../api/ApiError.ts';

export interface Write {
  busy: boolean;
  error: unknown;
  /** The job as somebody else has changed it meanwhile. */
  conflict: Job | null;
  run(send: () => Promise<void>): Promise<void>;
}

export function useWrite(): Write {
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  return {
    ...state,
    conflict: conflictOf(state.error),
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
