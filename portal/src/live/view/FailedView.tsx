import { Alert, Button, Group, Text } from '@mantine/core';
import { errorReference, errorText } from '../../api/client/ApiError.ts';

interface FailedViewProps {
  what: string;
  error: unknown;
  onRetry: () => void;
  /** An older answer is shown below. */
  isShown?: boolean;
  isRetrying?: boolean;
}

/** Error of a view, shown instead of it or above an outdated one: reason, reference for support, retry. */
export function FailedView({ what, error, onRetry, isShown = false, isRetrying = false }: FailedViewProps) {
  return (
    <Alert
      color="red"
      variant="outline"
      bg="var(--ground-raised)"
      styles={{ title: { color: 'var(--mantine-color-error)' } }}
      title={`Could not ${isShown ? 'refresh' : 'load'} ${what} (${errorReference(error)})`}
      role="alert"
    >
      <Group justify="space-between">
        <Text size="sm">{errorText(error)}</Text>
        <Button size="xs" variant="default" onClick={onRetry}>
          {isRetrying ? 'Retrying' : 'Retry'}
        </Button>
      </Group>
    </Alert>
  );
}
