import type { JobEvent } from '../../../../src/contract/audit.ts';

/** Who made a change: "ada", or "report for ada" for a caller that names a person. Machines are `service:<name>` and `reconcile`. */
export function authorName({ actor, onBehalfOf }: Pick<JobEvent, 'actor' | 'onBehalfOf'>): string {
  const name = actor === 'reconcile' ? 'Reconcile' : actor.replace(/^service:/, '');
  return onBehalfOf === null ? name : `${name} for ${onBehalfOf}`;
}
