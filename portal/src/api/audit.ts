// The audit trail.
import { queryOptions } from '@tanstack/react-query';
import type { AuditEvents } from '../../../src/contract/audit.ts';
import { queryKeys } from './queryKeys.ts';
import { request } from './client/request.ts';

export interface AuditFilters {
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

export function auditQuery(filters: AuditFilters) {
  return queryOptions({
    queryKey: queryKeys.audit(filters),
    queryFn: ({ signal }) =>
      request<AuditEvents>('GET', 'api/events', { query: { limit: 200, ...filters }, signal }),
  });
}
