import { Button, Group, Modal, Text } from '@mantine/core';
import { FailureText } from './FailureText.tsx';
import { ReloadButton } from './ReloadButton.tsx';
import { useTopLayer } from '../../shared/hooks/useTopLayer.ts';

interface FailedLayerProps {
  what: string;
  error: unknown;
  onRetry: () => void;
  onClose: () => void;
}

/** Replaces a dialog or drawer that failed to load or render. The page below keeps working. */
export function FailedLayer({ what, error, onRetry, onClose }: FailedLayerProps) {
  const isTop = useTopLayer();
  return (
    <Modal opened onClose={onClose} title={`Could not load ${what}`} centered closeOnEscape={isTop}>
      <Text role="alert" mb="md" style={{ overflowWrap: 'anywhere' }}>
        <FailureText error={error} />
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <ReloadButton />
        <Button onClick={onRetry} data-autofocus>
          Retry
        </Button>
      </Group>
    </Modal>
  );
}
