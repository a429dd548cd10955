// Audit: who changed what, and why.
import { z } from 'zod';
import { AuditEvents, JobEvents } from '../../contract/audit.ts';
import type { Verb } from '../verb.ts';

export interface EventsRequest {
  limit: number;
  cursor?: string | undefined;
  jobs?: string[] | undefined;
  /** Any part of the actor's name, case-insensitive; `actors` is then ignored. */
  who?: string | undefined;
  actors?: string[] | undefined;
  actions?: string[] | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** Registrations and repairs only, or all others only. */
  machine?: boolean | undefined;
}

export const auditVerbs = (verb: Verb) => ({
  listEvents: verb<{ jobName: string; limit?: number | undefined; cursor?: string | undefined }>()(
    'list_events',
    JobEvents,
  ),
  listAllEvents: verb<EventsRequest>()('list_all_events', AuditEvents),
  /** Records a repair: its `source` says so, whatever the actor's name. */
  recordJobEvent: verb<{
    jobName: string;
    actor: string;
    action: string;
    before?: unknown;
    after?: unknown;
    reason: string;
  }>()('record_job_event', z.object({})),
});
