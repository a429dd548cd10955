import { Alert, Button, Group, Text } from '@mantine/core';
import { FailureText } from './FailureText.tsx';
import { ReloadButton } from './ReloadButton.tsx';

/** Replaces a view, or part of one, that failed to load or render. */
export function FailedPart({ what, error, onRetry }: { what: string; error: unknown; onRetry: () => void }) {
  return (
    <Alert
      color="red"
      variant="outline"
      bg="var(--ground-raised)"
      styles={{ title: { color: 'var(--mantine-color-error)' } }}
      title={`Could not load ${what}`}
      role="alert"
    >
      <Group justify="space-between">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          <FailureText error={error} />
        </Text>
        <Group gap="xs">
          <ReloadButton size="xs" />
          <Button size="xs" variant="default" onClick={onRetry}>
            Retry
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}
