import type { ExecutionRow as Execution } from '../../../../src/contract/executions.ts';
import type { Sentence } from './sentence.ts';

type LateReport = NonNullable<Execution['late_report']>;

const COUNTED_AS: Record<LateReport['countedAs'], string> = {
  stuck: 'stuck',
  cancelled: 'cancelled',
  unknown: 'of unknown outcome',
};

/** What the service reported of an attempt that had ended without it. */
export function lateReportInWords(late: LateReport, service: string): Sentence {
  const what = late.class === 'succeeded' ? 'success' : 'a failure';
  return [
    `${service} reported ${what} of attempt ${late.attempt} at `,
    { at: late.at },
    `, after it had counted as ${COUNTED_AS[late.countedAs]}`,
  ];
}
