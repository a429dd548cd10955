import { Button } from '@mantine/core';
import { formatCountOf } from '../../shared/format/formatNumber.ts';

/** Offers newer runs without moving the rows that somebody reads. */
export function NewerRuns({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    count > 0 && (
      <Button size="compact-sm" radius="xl" variant="light" onClick={onShow}>
        {formatCountOf(count, 'newer run')}
      </Button>
    )
  );
}
