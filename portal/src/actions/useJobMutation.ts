// A change of jobs or their runs; its error is kept for the dialog that sent it.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Job } from '../../../src/contract/jobs.ts';
import type { JobSummary } from '../../../src/contract/jobSummaries.ts';
import { ApiError } from '../api/client/ApiError.ts';
import { jobsFeed } from '../live/jobs.ts';
import { jobsChanged } from './jobsChanged.ts';

/** The job as it was when the change was begun. */
export type Base = Pick<Job, 'name' | 'version' | 'updatedAt'>;

/** What the list shows before the server has answered. */
export type OptimisticPatch = Partial<Pick<JobSummary, 'enabled' | 'pausedUntil' | 'status'>>;

export interface Conflict {
  base: Base;
  /** As somebody else has changed it since. */
  job: Job;
  /** The viewer has seen the other change: this one may go on top of it. */
  accept(): void;
}

interface JobMutation<Input, Answer> {
  names: readonly string[];
  /** Of a change that must not undo another one; undefined while it loads. */
  base?: Base | undefined;
  /** @param version to send along, so that the server refuses to overwrite a newer one */
  send(input: Input, version: number | undefined): Promise<Answer>;
  /** Marks the rows as being saved; they show the patch until the list has the server's answer. */
  optimistic?: (input: Input) => OptimisticPatch;
  onDone(answer: Answer): void;
  /** Where no dialog shows the error. */
  onFailed?: (error: Error) => void;
}

export function useJobMutation<Answer, Input = void>(options: JobMutation<Input, Answer>) {
  const { names, base, send, optimistic, onDone, onFailed } = options;
  const [accepted, setAccepted] = useState<Base | null>(null);
  const begun = accepted ?? base;
  const { mutate, reset, isPending, error } = useMutation({
    mutationFn: (input: Input) => send(input, begun?.version),
    onMutate: (input) => optimistic && jobsFeed.change(names, optimistic(input)),
    onSuccess: async (answer) => {
      const shown = jobsChanged(names);
      if (optimistic) await shown;
      onDone(answer);
    },
    onError: (failure) => onFailed?.(failure),
    onSettled: (_answer, _error, _input, dropPatch) => dropPatch?.(),
  });
  const job = conflictingJob(error);
  const conflict: Conflict | null =
    job === null || begun === undefined
      ? null
      : {
          base: begun,
          job,
          accept() {
            setAccepted(job);
            reset();
          },
        };
  return { mutate, reset, isPending, error, conflict };
}

function conflictingJob(error: Error | null): Job | null {
  if (!(error instanceof ApiError) || error.code !== 'VERSION_CONFLICT') return null;
  return (error.details as { job?: Job }).job ?? null;
}
