// URL parameters of the audit trail. An absent one has its default.
import { readInstant, readOneOf, readText, readTexts } from '../../shared/url/readParam.ts';

export interface AuditParams {
  /** Any part of a name. */
  who?: string | undefined;
  action?: string[] | undefined;
  job?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** Also registrations and repairs. */
  machine?: 'show' | undefined;
  /** Keyset cursor. */
  before?: string | undefined;
}

export function auditParams(raw: Record<string, unknown>): AuditParams {
  return {
    who: readText(raw, 'who'),
    action: readTexts(raw, 'action'),
    job: readText(raw, 'job'),
    from: readInstant(raw, 'from'),
    to: readInstant(raw, 'to'),
    machine: readOneOf(raw, 'machine', ['show']),
    before: readText(raw, 'before'),
  };
}
