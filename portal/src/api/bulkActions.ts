import type { z } from 'zod';
import type { BulkBody } from '../../../src/contract/bulk.ts';

export type BulkAction = z.input<typeof BulkBody>['action'];
export const BULK_ACTIONS: readonly BulkAction[] = ['enable', 'disable', 'delete', 'trigger'];
