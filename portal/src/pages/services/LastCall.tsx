import { Text } from '@mantine/core';
import type { Service } from '../../../../src/contract/services.ts';
import { RunLink } from '../../runs/RunLink.tsx';
import { Instant } from '../../shared/ui/time/Instant.tsx';
import { viewerZone } from '../../shared/format/zones.ts';

/** Whether the service answered its newest call, and the run that made it. */
export function LastCall({ call }: { call: Service['lastCall'] }) {
  if (call === null) return <span>none yet</span>;
  const { at, httpStatus, executionId } = call;
  return (
    <span>
      <RunLink executionId={executionId}>{httpStatus === null ? 'no answer' : `HTTP ${httpStatus}`}</RunLink>
      <Text size="sm" c="dimmed" span display="block" style={{ whiteSpace: 'nowrap' }}>
        <Instant at={at} zone={viewerZone} as="relative" />
      </Text>
    </span>
  );
}
