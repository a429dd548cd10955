// Labels of filter values in menus and chips.
import { STATUS_WORDS } from '../../../shared/ui/status/vocabulary.ts';
import type { StatusFilter } from '../jobsParams.ts';

const MARKS: Partial<Record<StatusFilter, string>> = {
  failing: 'Failing',
  late: 'Late or stuck',
  never: 'Never due',
  due: 'Due in the next hour',
  pending: 'Sync pending',
};

export const FILTER_LABELS = {
  q: 'Search',
  service: 'Service',
  type: 'Type',
  status: 'Status',
  outcome: 'Last outcome',
} as const;

export function filterLabel(value: string): string {
  return MARKS[value as StatusFilter] ?? (STATUS_WORDS as Partial<Record<string, string>>)[value] ?? value;
}
