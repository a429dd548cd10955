// The frame of every dialog: names the act, says its effect, keeps a refusal and what was typed, and starts on the harmless
// button unless it asks for something.
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { errorReference, errorText } from '../../api/ApiError.ts';
import { useTopLayer } from '../../shared/hooks/useTopLayer.ts';
import { OthersChange } from './OthersChange.tsx';
import type { Write } from '../useWrite.ts';

export interface ActionDialogProps {
  title: string;
  /** What happens. */
  effect: ReactNode;
  confirm: string;
  /** The harmless button. */
  dismiss?: string;
  danger?: boolean;
  /** What is still missing; the act waits for it. */
  missing?: string | null;
  write: Write;
  onConfirm(): void;
  onClose(): void;
  children?: ReactNode;
}

export function ActionDialog(props: ActionDialogProps) {
  const { title, effect, confirm, dismiss = 'Cancel', danger = false, write, children } = props;
  const isTop = useTopLayer();
  const missing = write.conflict === null ? (props.missing ?? null) : 'Look at the change first.';
  const asks = children !== undefined;
  return (
    <Modal opened onClose={props.onClose} title={title} size="lg" centered returnFocus closeOnEscape={isTop}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (missing === null && !write.busy) props.onConfirm();
        }}
      >
        <Stack gap="md">
          <Text component="div">{effect}</Text>
          {children}
          <ActionRefusal write={write} confirm={confirm} />
          <Group justify="flex-end">
            {missing !== null && (
              <Text size="sm" c="dimmed" id="action-missing">
                {missing}
              </Text>
            )}
            <Button variant="default" onClick={props.onClose} data-autofocus={asks ? undefined : true}>
              {dismiss}
            </Button>
            <Button
              type="submit"
              color={danger ? 'red.9' : 'blue.8'}
              loading={write.busy}
              disabled={missing !== null}
              aria-describedby={missing === null ? undefined : 'action-missing'}
            >
              {write.error === null || write.conflict !== null ? confirm : `Try again: ${confirm}`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** @param confirm what goes on after a look at what somebody else has changed */
function ActionRefusal({ write, confirm }: { write: Write; confirm: string }) {
  const { error, conflict, review } = write;
  if (conflict !== null) {
    return (
      <OthersChange base={conflict.base} version={conflict.job.version}>
        <Button size="xs" variant="default" onClick={review}>
          I have seen it: {confirm} all the same
        </Button>
      </OthersChange>
    );
  }
  return <Refusal error={error} />;
}

export function Refusal({ error }: { error: unknown }) {
  if (error === null) return null;
  return (
    <Alert color="red" role="alert">
      {errorText(error)} ({errorReference(error)})
    </Alert>
  );
}
