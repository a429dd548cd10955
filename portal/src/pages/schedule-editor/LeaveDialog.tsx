// Asks before unsaved input is lost, however the schedule editor is left: button, key or Back.
import { Button, Group, Modal, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useCallback } from 'react';
import { RestoreFocus } from '../../shared/ui/RestoreFocus.tsx';
import { useTopLayer } from '../../shared/hooks/useTopLayer.ts';
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
    // The draft survives a reload (scheduleDraft.ts). Closing the tab would show the browser's own dialog.
    enableBeforeUnload: false,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <RestoreFocus>
      <Question
        onStay={reset}
        onLeave={() => {
          keepDraft(jobName, null);
          proceed();
        }}
      />
    </RestoreFocus>
  );
}

/** Mounted only while asking: the Esc that opened it must not close it. */
function Question({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const isTop = useTopLayer();
  return (
    <Modal opened onClose={onStay} title="Leave without saving the schedule?" centered closeOnEscape={isTop}>
      <Text mb="md">Your changes are not saved and will be lost.</Text>
      <Group justify="flex-end">
        <Button variant="default" data-autofocus onClick={onStay}>
          Keep editing
        </Button>
        <Button color="red.9" onClick={onLeave}>
          Leave without saving
        </Button>
      </Group>
    </Modal>
  );
}
