// Asks to sign in again over the page, which keeps all input. A failed change is not repeated; its dialog offers a retry.
import { Modal, Stack, Text } from '@mantine/core';
import { useSelector } from '@tanstack/react-store';
import { credentials } from '../../api/client/credentials.ts';
import { useTopLayer } from '../../shared/hooks/useTopLayer.ts';
import { SignInForm } from './SignInForm.tsx';
import { refusalText } from './refusalText.ts';

export function SignInDialog() {
  const refusal = useSelector(credentials, (state) => state.refusal);
  // Esc must not close it, nor the layers below it.
  useTopLayer(refusal !== null);
  return (
    <Modal
      returnFocus
      opened={refusal !== null}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="Sign in again"
      centered
      zIndex={1_000}
    >
      <Stack>
        <Text size="sm">
          {refusalText(refusal) ?? 'The scheduler no longer accepts your sign-in.'} Your input is kept.
        </Text>
        <SignInForm />
      </Stack>
    </Modal>
  );
}
