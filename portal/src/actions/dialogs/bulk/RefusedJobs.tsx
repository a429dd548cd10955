import { Alert, List, ScrollArea } from '@mantine/core';
import type { BulkOutcome } from '../../../api/bulkJobs.ts';
import { formatCount } from '../../../shared/format/formatNumber.ts';

/** Names shown per reason; all refused jobs stay selected. */
const MAX_NAMES = 20;

/** Refused jobs grouped by reason, which is often the same for all. */
export function RefusedJobs({ results }: { results: readonly BulkOutcome[] }) {
  const byReason = [...Map.groupBy(results, ({ name, refusal }) => reasonOf(name, refusal ?? ''))];
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

/** The sentence without the job's name, so that equal reasons are grouped. */
function reasonOf(name: string, message: string): string {
  return message.replaceAll(`job "${name}"`, 'the job').replaceAll(`"${name}"`, 'it');
}

function namesOf(refused: readonly BulkOutcome[]): string {
  const names = refused.slice(0, MAX_NAMES).map(({ name }) => name);
  const more = refused.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`;
}
