// The connection to Temporal. It may be down at any time, so every call has a deadline and fails with TEMPORAL_UNAVAILABLE.
import { setTimeout as delay } from 'node:timers/promises';
import {
  Client,
  Connection,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Config } from '../config.ts';
import { errorMessage, SchedulerError } from '../domain/errors.ts';

const CALL_TIMEOUT_MS = 5_000;
/** For this long after a failed call, callers that ask first do not wait for Temporal. */
const QUIET_AFTER_FAILURE_MS = 5_000;

/** Errors that are answers of Temporal about a Schedule or workflow, as opposed to no answer. */
const ANSWERS = [
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
];

export type TemporalClient = ReturnType<typeof createTemporalClient>;

export function createTemporalClient(
  config: Pick<Config, 'temporalEnvironment'>,
  /** The reason why Temporal is known to be down, or null. With a reason, calls fail at once. */
  knownAway: () => string | null = () => null,
) {
  const { connectionOptions, namespace = 'default' } = connectConfig(config);
  const connection = Connection.lazy({
    ...connectionOptions,
    // Reconnects soon after the server is back; gRPC's default limit is two minutes.
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2_000 },
  });
  const client = new Client({ connection, namespace });
  let failedAt = -Infinity;

  /**
   * Runs calls of the client with a deadline.
   * @throws Temporal's own not-found and already-there errors; else SchedulerError TEMPORAL_UNAVAILABLE.
   */
  async function call<T>(act: (client: Client) => Promise<T>, timeoutMs = CALL_TIMEOUT_MS): Promise<T> {
    const reason = knownAway();
    if (reason !== null) throw new SchedulerError('TEMPORAL_UNAVAILABLE', reason);
    try {
      const answer = await connection.withDeadline(Date.now() + timeoutMs, () => act(client));
      failedAt = -Infinity;
      return answer;
    } catch (cause) {
      if (ANSWERS.some((answer) => cause instanceof answer)) throw cause;
      failedAt = performance.now();
      throw new SchedulerError('TEMPORAL_UNAVAILABLE', `Temporal did not answer: ${errorMessage(cause)}`, {
        cause,
      });
    }
  }

  return {
    client,
    connection,
    namespace,
    call,
    /** True while another call would only make its caller wait. */
    isCircuitOpen: () => knownAway() !== null || performance.now() - failedAt < QUIET_AFTER_FAILURE_MS,
    /** null when Temporal answers, else a sentence that says why not. */
    async problem(): Promise<string | null> {
      try {
        await call(() => connection.workflowService.getSystemInfo({}), 2_000);
        return null;
      } catch (error) {
        return errorMessage(error);
      }
    },
    /** Resolves once Temporal answers; rejects only when aborted. */
    async untilReady(signal: AbortSignal, onFailure: (error: unknown) => void): Promise<void> {
      for (;;) {
        signal.throwIfAborted();
        try {
          await call(() => connection.workflowService.describeNamespace({ namespace }));
          return;
        } catch (error) {
          onFailure(error);
          await delay(1_000, undefined, { signal });
        }
      }
    },
    close: () => connection.close(),
  };
}

/** Address, namespace, TLS and API key as @temporalio/envconfig reads them; also for the worker's native connection. */
export function connectConfig(config: Pick<Config, 'temporalEnvironment'>) {
  return loadClientConnectConfig({
    overrideEnvVars: Object.fromEntries(
      Object.entries(config.temporalEnvironment).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    ),
  });
}
