// What the audit says was done. The values are in the table job_events, and clients filter by them.
import { z } from 'zod';

export const AuditAction = z.enum([
  'registered',
  'enabled',
  'disabled',
  'paused',
  'cron changed',
  'settings changed',
  'deleted',
  'occurrence skipped',
  'skip undone',
  'run cancelled',
  'run completed',
  'run failed',
  'backfill started',
  'backfill cancelled',
  'schedule repaired',
  'schedule compiled anew',
  'occurrences recorded',
]);
export type AuditAction = z.infer<typeof AuditAction>;
