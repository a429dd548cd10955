// Reports of a run that was answered with 202: signs of life, progress, and the end, which is repeated until it is recorded.
import { request, SchedulerApiError, type Connection } from './api.ts';
import type { JobResult, Progress, ProgressReported } from './contract.ts';
import { backoffMs, messageOf, pause, type Log } from './environment.ts';

/** A cancelled run has ten seconds to stop, so it has to hear of it well before. */
const HEARTBEAT_MS = 4_000;
const REPEAT_LIMIT_MS = 30_000;
const GIVE_UP_AFTER_MS = 3_600_000;

export interface Attempt {
  executionId: string;
  attempt: number;
  callbackToken: string;
}

export function createReports(connection: Connection, log: Log) {
  function send<Answer>({ executionId, callbackToken }: Attempt, what: string, body: object) {
    // The address is the scheduler's own, as this service knows it: the header with one is not signed.
    const path = `/api/executions/${encodeURIComponent(executionId)}/${what}`;
    return request<Answer>(connection, 'POST', path, {
      body,
      headers: { 'x-scheduler-callback-token': callbackToken },
    });
  }

  return {
    /**
     * Says at intervals that the work goes on, until `ended`.
     *
     * @param onStop the run was cancelled, or the attempt has ended without this service
     */
    async heartbeats(
      attempt: () => Attempt,
      progress: () => Progress,
      ended: AbortSignal,
      onStop: (reason: string) => void,
    ): Promise<void> {
      while (!ended.aborted) {
        try {
          const answer = await send<ProgressReported>(attempt(), 'progress', progress());
          if (answer.cancelRequested) onStop(answer.cancelReason ?? 'the run was cancelled');
        } catch (error) {
          // Without an answer the work goes on: the scheduler may be restarting.
          if (error instanceof SchedulerApiError && (error.status === 409 || error.status === 401)) {
            onStop(error.message);
            return;
          }
        }
        await pause(HEARTBEAT_MS, ended);
      }
    },

    async complete(attempt: Attempt, result: JobResult): Promise<void> {
      const since = Date.now();
      const about = `execution ${attempt.executionId}, attempt ${attempt.attempt}`;
      for (let tries = 0; Date.now() - since < GIVE_UP_AFTER_MS; tries += 1) {
        try {
          await send(attempt, 'complete', result);
          return;
        } catch (error) {
          const isFinal = error instanceof SchedulerApiError && error.status < 500 && error.status !== 429;
          if (isFinal) {
            // A repeat of a report that had arrived, or of an attempt that was given up.
            if (error.status !== 409)
              log.error(`scheduler: the end of ${about} was refused: ${error.message}`);
            return;
          }
          if (tries === 0)
            log.warn(`scheduler: the end of ${about} waits for an answer (${messageOf(error)})`);
          await pause(backoffMs(tries, REPEAT_LIMIT_MS));
        }
      }
      log.error(`scheduler: the end of ${about} could not be reported for an hour`);
    },
  };
}
