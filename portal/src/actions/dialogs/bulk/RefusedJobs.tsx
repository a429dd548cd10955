import { Alert, List, ScrollArea } from '@mantine/core';
import type { BulkResult } from '../../../api/bulkJobs.ts';
import { formatCount } from '../../../shared/format/formatNumber.ts';

/** Of one reason so many are named; all of them stay selected. */
const MAX_NAMES = 20;

/** What was not done, by its reason: often it is the same for all. */
export function RefusedJobs({ results }: { results: readonly BulkResult[] }) {
  const byReason = [
    ...Map.groupBy(results, ({ name, message = 'no reason given' }) => reasonOf(name, message)),
  ];
  return (
    <Alert
      color="yellow"
      role="alert"
      title={`${formatCount(results.length)} refused`}
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
    >
      <ScrollArea.Autosize mah={220} type="auto">
        <List size="sm">
          {byReason.map(([reason, refused]) => (
            <List.Item key={reason}>
              {namesOf(refused)}: {reason}
            </List.Item>
          ))}
        </List>
      </ScrollArea.Autosize>
    </Alert>
  );
}

/** The same sentence for each job, but for its name. */
function reasonOf(name: string, message: string): string {
  return message.replaceAll(`job "${name}"`, 'the job').replaceAll(`"${name}"`, 'it');
}

function namesOf(refused: readonly BulkResult[]): string {
  const names = refused.slice(0, MAX_NAMES).map(({ name }) => name);
  const more = refused.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`;
}
