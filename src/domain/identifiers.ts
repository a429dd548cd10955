// All our ids are made here, so that the same occurrence, key or service gives the same id in every process.
import { v5, v7 } from 'uuid';

const NAMESPACE = '6f0f7d0e-3a52-5c1e-9d1c-7b1f0a6b2c44';

/** Job and service names. */
export const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** The execution id of a job's occurrence (and of its missed row): always the same one. */
export function occurrenceExecutionId(jobName: string, scheduledFor: string): string {
  return v5(`${jobName}|${scheduledFor}`, NAMESPACE);
}

/** A fresh execution id of a trigger, or the same one for the same caller, job and Idempotency-Key. */
export function triggerExecutionId(
  caller: string,
  jobName: string,
  idempotencyKey: string | undefined,
): string {
  // JSON, since each part may contain any separator.
  return idempotencyKey === undefined
    ? v7()
    : v5(JSON.stringify([caller, jobName, idempotencyKey]), NAMESPACE);
}

/** The execution id of the run that follows these ends of a job's parents: always the same one. */
export function dependencyExecutionId(jobName: string, parentExecutionIds: string[]): string {
  return v5(`${jobName}|after|${parentExecutionIds.toSorted().join('|')}`, NAMESPACE);
}

/** A fresh id of a backfill, or the same one for the same caller, job and Idempotency-Key. */
export function backfillId(caller: string, jobName: string, idempotencyKey: string | undefined): string {
  return triggerExecutionId(caller, `backfill of ${jobName}`, idempotencyKey);
}

/** The execution id of an occurrence's run in a backfill. */
export function backfillExecutionId(backfill: string, jobName: string, scheduledFor: string): string {
  return v5(`${backfill}|${jobName}|${scheduledFor}`, NAMESPACE);
}

/** The environment variable with a service's address: `email-service` → `EMAIL_SERVICE_URL`. SQL has the same rule. */
export function serviceUrlVariable(service: string): string {
  return `${service.toUpperCase().replaceAll(/[-.]/g, '_')}_URL`;
}
