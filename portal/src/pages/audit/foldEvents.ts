// Folds a bulk action into one line of the audit trail: "ana disabled 1,426 jobs".
import type { AuditEvent } from '../../../../src/contract/audit.ts';

/** Newest first, one per job. */
export interface EventGroup {
  events: [AuditEvent, ...AuditEvent[]];
  /** There may be more of them on the page before or after this one. */
  isAtLeast: boolean;
}

/** Smaller groups are not folded, unless one request made them. */
const LEAST = 3;
/** Events of one bulk action follow each other within this time. */
const APART_MS = 10_000;

/** @param more whether there are newer and older events than these */
export function foldEvents(
  events: readonly AuditEvent[],
  more: { newer: boolean; older: boolean },
): EventGroup[] {
  const chains: [AuditEvent, ...AuditEvent[]][] = [];
  let jobs = new Set<string>();
  for (const event of events) {
    const chain = chains.at(-1);
    if (chain !== undefined && isOneAct(chain.at(-1)!, event) && !jobs.has(event.jobName)) {
      chain.push(event);
    } else {
      chains.push([event]);
      jobs = new Set();
    }
    jobs.add(event.jobName);
  }
  return chains.flatMap((chain, index): EventGroup[] => {
    const isBulk = chain.length > 1 && isOneRequest(chain[0], chain.at(-1)!);
    if (chain.length < LEAST && !isBulk) return chain.map((event) => ({ events: [event], isAtLeast: false }));
    const isAtLeast = (more.newer && index === 0) || (more.older && index === chains.length - 1);
    return [{ events: chain, isAtLeast }];
  });
}

/** Made by one request, or by several in quick succession (the portal's slices, or a script). */
function isOneAct(newer: AuditEvent, older: AuditEvent): boolean {
  if (isOneRequest(newer, older)) return true;
  return (
    newer.actor === older.actor &&
    newer.onBehalfOf === older.onBehalfOf &&
    newer.action === older.action &&
    newer.reason === older.reason &&
    newer.source === older.source &&
    // A first registration and a changed one have the same action.
    (newer.before === null) === (older.before === null) &&
    Date.parse(newer.at) - Date.parse(older.at) <= APART_MS
  );
}

function isOneRequest(one: AuditEvent, other: AuditEvent): boolean {
  return one.bulkId != null && one.bulkId === other.bulkId;
}
