// The audit trail.
import { queryOptions } from '@tanstack/react-query';
import type { AuditEvent } from '../../../src/contract/jobs.ts';
import { queryKeys } from './queryKeys.ts';
import { request } from './request.ts';

export interface EventFilters {
  /** Any part of a name. */
  who?: string | undefined;
  action?: readonly string[] | undefined;
  job?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  cursor?: string | undefined;
  limit?: number;
  /** Registrations and repairs: only them, or none; absent = all. */
  machine?: 'true' | 'false' | undefined;
}

export interface EventPage {
  events: AuditEvent[];
  nextCursor: string | null;
  /** How many registrations and repairs `machine: false` left out, at most 1,000. */
  machineCount: number;
}

export function eventsQuery(filters: EventFilters) {
  return queryOptions({
    queryKey: queryKeys.audit(filters),
    queryFn: ({ signal }) =>
      request<EventPage>('GET', 'api/events', { query: { limit: 200, ...filters }, signal }),
  });
}
