import { Alert, Button, Group, Text } from '@mantine/core';
import { errorReference } from '../api/ApiError.ts';

/** In place of a view that could not be loaded: why, the reference for whoever looks into it, and another try. */
export function FailedView({ what, error, onRetry }: { what: string; error: unknown; onRetry: () => void }) {
  return (
    <Alert
      color="red"
      variant="outline"
      title={`Could not load ${what} (${errorReference(error)})`}
      role="alert"
    >
      <Group justify="space-between">
        <Text size="sm">{error instanceof Error ? error.message : ''}</Text>
        <Button size="xs" variant="default" onClick={onRetry}>
          Retry
        </Button>
      </Group>
    </Alert>
  );
}
