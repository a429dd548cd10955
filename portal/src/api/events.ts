// The audit trail.
import { queryOptions } from '@tanstack/react-query';
import type { JobEvent } from '../../../src/contract/job.ts';
import { request } from './request.ts';

export interface AuditEvent extends JobEvent {
  jobName: string;
  source: 'portal' | 'api' | 'registration' | 'reconcile';
}

export interface EventFilters {
  actor?: string | undefined;
  action?: readonly string[] | undefined;
  job?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  cursor?: string | undefined;
  /** Registrations and repairs: only them, or none; absent = all. */
  machine?: 'true' | 'false' | undefined;
}

export interface EventPage {
  events: AuditEvent[];
  nextCursor: string | null;
  /** Of the registrations and repairs that the filters match. */
  machineCount?: number;
}

export function eventsQuery(filters: EventFilters) {
  return queryOptions({
    queryKey: ['events', filters],
    queryFn: ({ signal }) =>
      request<EventPage>('GET', 'api/events', { query: { limit: 50, ...filters }, signal }),
  });
}
