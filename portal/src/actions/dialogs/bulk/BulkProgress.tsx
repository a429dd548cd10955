import { Progress, Stack, Text } from '@mantine/core';
import { formatCount } from '../../../shared/format/formatNumber.ts';

/** While many jobs are changed, slice by slice. */
export function BulkProgress({ verb, done, of }: { verb: string; done: number; of: number }) {
  return (
    <Stack gap={4}>
      <Text size="sm" role="status">
        {verb}: {formatCount(done)} of {formatCount(of)} answered
      </Text>
      <Progress value={(100 * done) / of} aria-label={`${verb}, jobs answered`} />
    </Stack>
  );
}
