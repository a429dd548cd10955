import { Text } from '@mantine/core';
import type { Service } from '../../../../src/contract/services.ts';

/** Where the service is called, and who says so. */
export function ServiceAddress({ address: { source, url, variable } }: { address: Service['address'] }) {
  if (source === 'missing') {
    return (
      <Text size="xs" c="var(--status-failed)" span>
        No address: {variable} is not set, and no services file has one.
      </Text>
    );
  }
  return (
    <Text size="xs" c="dimmed" span>
      {url}, from {source === 'file' ? 'the services file' : variable}
    </Text>
  );
}
