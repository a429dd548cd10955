// Asks before what was typed into the schedule editor is lost, whichever way it is left: its buttons, a key, Back.
import { Button, Group, Modal, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTopLayer } from '../frame/useTopLayer.ts';
import { isEdited, keepDraft, keptDraft } from './scheduleDraft.ts';

export function LeaveDialog({ jobName }: { jobName: string }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: useCallback(
      ({ next }: { next: { params: object; search: object } }) => {
        const stays =
          'name' in next.params &&
          next.params.name === jobName &&
          'edit' in next.search &&
          next.search.edit !== undefined;
        const draft = keptDraft(jobName);
        return !stays && draft !== null && isEdited(draft);
      },
      [jobName],
    ),
    // The tab keeps what was typed over a reload. Its closing would be asked about in the browser's words.
    enableBeforeUnload: false,
    withResolver: true,
  });
  const isAsking = status === 'blocked';
  const isTop = useTopLayer(isAsking);
  return (
    <Modal
      opened={isAsking}
      onClose={() => reset?.()}
      title="Leave without saving the schedule?"
      centered
      closeOnEscape={isTop}
    >
      <Text mb="md">What you changed here is not in force, and will be lost.</Text>
      <Group justify="flex-end">
        <Button variant="default" data-autofocus onClick={() => reset?.()}>
          Keep editing
        </Button>
        <Button
          color="red.9"
          onClick={() => {
            keepDraft(jobName, null);
            proceed?.();
          }}
        >
          Leave without saving
        </Button>
      </Group>
    </Modal>
  );
}
