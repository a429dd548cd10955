// The runs of this process: each execution works once, however often it is called for, and its end is remembered.
import type { JobCall } from './call.ts';
import type { JobResult, Progress } from './contract.ts';
import type { Attempt, createReports } from './reports.ts';
import { failureOf, resultOf, type HandlerResult } from './result.ts';

export interface JobRun<Config = Record<string, unknown>> extends JobCall<Config> {
  /** Shown in the portal while the run goes on. Never throws. */
  progress(report: Progress): void;
  /** Aborted when somebody cancels the run, or the scheduler has given the attempt up. */
  signal: AbortSignal;
}

export type Work = (run: JobRun) => HandlerResult | Promise<HandlerResult>;

const REMEMBERED_MS = 3_600_000;
const REMEMBERED_RUNS = 10_000;

interface Run {
  /** The one that is to hear of the end: the latest. */
  attempt: Attempt;
  ended: Promise<JobResult>;
  result?: JobResult;
  endedAt?: number;
  stopping: AbortController;
  /** Set once it was answered with 202. */
  reporting?: Promise<void>;
  progress: Progress;
  finished: AbortController;
}

export type Outcome = { result: JobResult } | { accepted: Promise<void> };

export function createRuns(reports: ReturnType<typeof createReports> | undefined) {
  const runs = new Map<string, Run>();

  /**
   * @param waitMs how long the caller waits for the end before it is told that the work goes on
   */
  async function perform(call: JobCall & Attempt, work: Work, waitMs: number): Promise<Outcome> {
    forgetOld();
    const known = runs.get(call.executionId);
    if (known?.result && (known.result.success || known.attempt.attempt >= call.attempt)) {
      return { result: known.result };
    }
    const goesOn = known !== undefined && !known.result && !known.stopping.signal.aborted;
    const run = goesOn ? known : start(call, work);
    if (call.attempt >= run.attempt.attempt) run.attempt = call;
    if (reports === undefined) return { result: await run.ended };
    const result = goesOn ? undefined : await within(waitMs, run.ended);
    if (result) return { result };
    run.reporting ??= report(run, reports);
    return { accepted: run.reporting };
  }

  function start(attempt: JobCall & Attempt, work: Work): Run {
    const { callbackToken: _, ...call } = attempt;
    const stopping = new AbortController();
    const finished = new AbortController();
    const run: Run = {
      attempt,
      stopping,
      finished,
      progress: {},
      ended: Promise.resolve()
        .then(() =>
          work({
            ...call,
            signal: stopping.signal,
            progress: (latest) => {
              run.progress = { ...run.progress, ...latest };
            },
          }),
        )
        .then(resultOf)
        .catch(failureOf)
        .then((result) => {
          run.result = result;
          run.endedAt = Date.now();
          finished.abort();
          return result;
        }),
    };
    runs.set(call.executionId, run);
    return run;
  }

  async function report(run: Run, to: NonNullable<typeof reports>): Promise<void> {
    void to.heartbeats(
      () => run.attempt,
      () => run.progress,
      run.finished.signal,
      (reason) => run.stopping.abort(new Error(reason)),
    );
    const result = await run.ended;
    await to.complete(run.attempt, result);
  }

  function forgetOld(): void {
    for (const [id, { endedAt }] of runs) {
      const isOld = endedAt !== undefined && Date.now() - endedAt > REMEMBERED_MS;
      if (isOld || (endedAt !== undefined && runs.size >= REMEMBERED_RUNS)) runs.delete(id);
    }
  }

  return { perform };
}

/** The value, or undefined when it takes longer. */
async function within<Value>(ms: number, value: Promise<Value>): Promise<Value | undefined> {
  if (ms === Number.POSITIVE_INFINITY) return value;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}
