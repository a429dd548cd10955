// The frame of every dialog: title, effect, input, error. The dismiss button has the focus unless the dialog has
// fields.
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { errorReference, errorText } from '../../api/client/ApiError.ts';
import { useTopLayer } from '../../shared/hooks/useTopLayer.ts';
import type { Conflict } from '../useJobMutation.ts';
import { OthersChange } from './OthersChange.tsx';

export interface ActionDialogProps {
  title: string;
  /** What happens. */
  effect: ReactNode;
  confirm: string;
  /** Label of the dismiss button. */
  dismiss?: string;
  danger?: boolean;
  /** What is still missing before the action can be sent. */
  missing?: string | null;
  mutation: { isPending: boolean; error: Error | null; conflict?: Conflict | null };
  onConfirm(): void;
  onClose(): void;
  children?: ReactNode;
}

export function ActionDialog(props: ActionDialogProps) {
  const { title, effect, confirm, dismiss = 'Cancel', danger = false, mutation, children } = props;
  const { isPending, error, conflict = null } = mutation;
  const isTop = useTopLayer();
  const missing = conflict === null ? (props.missing ?? null) : 'Review the other change first.';
  const asks = children !== undefined;
  return (
    <Modal opened onClose={props.onClose} title={title} size="lg" centered closeOnEscape={isTop}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (missing === null && !isPending) props.onConfirm();
        }}
      >
        <Stack gap="md">
          <Text component="div">{effect}</Text>
          {children}
          {conflict === null ? (
            <ErrorAlert error={error} />
          ) : (
            <Overtaken conflict={conflict} confirm={confirm} />
          )}
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
              loading={isPending}
              disabled={missing !== null}
              aria-describedby={missing === null ? undefined : 'action-missing'}
            >
              {error === null || conflict !== null ? confirm : `Try again: ${confirm}`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** @param confirm label of the action, to proceed after reviewing the other change */
function Overtaken({ conflict, confirm }: { conflict: Conflict; confirm: string }) {
  return (
    <OthersChange base={conflict.base} version={conflict.job.version}>
      <Button size="xs" variant="default" onClick={conflict.accept}>
        I have seen it: {confirm} anyway
      </Button>
    </OthersChange>
  );
}

export function ErrorAlert({ error }: { error: unknown }) {
  if (error === null) return null;
  return (
    <Alert color="red" role="alert">
      {errorText(error)} ({errorReference(error)})
    </Alert>
  );
}
