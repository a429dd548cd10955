// Asks before what was typed into the schedule editor is lost, whichever way it is left: its buttons, a key, Back.
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
    // The tab keeps what was typed over a reload. Its closing would be asked about in the browser's words.
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

/** In the page only while it is asked: the Esc that led to it must not close it again. */
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
