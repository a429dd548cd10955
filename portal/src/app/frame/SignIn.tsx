// Sign-in dialog after a 401, over the page, which keeps all input. A failed change is not repeated; its dialog offers
// a retry. When embedded, the host page is asked for a token first.
import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useSelector } from '@tanstack/react-store';
import { useEffect, useState } from 'react';
import { askHostForToken, followHostToken, isEmbedded } from '../../api/client/hostPage.ts';
import { credentials, signIn } from '../../api/client/credentials.ts';
import { jobsFeed } from '../../live/jobs.ts';
import { queryClient } from '../../live/queryClient.ts';
import { useTopLayer } from '../../shared/hooks/useTopLayer.ts';

/** How long the host page has to answer. */
const HOST_MS = 3_000;

export function SignIn() {
  const { expired, token } = useSelector(credentials);
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');

  const isOpened = expired && !asking;
  // Esc must not close it, nor the layers below it.
  useTopLayer(isOpened);

  useEffect(followHostToken, []);
  useEffect(() => {
    if (!expired || !isEmbedded) return undefined;
    askHostForToken();
    setAsking(true);
    const timer = setTimeout(() => setAsking(false), HOST_MS);
    return () => clearTimeout(timer);
  }, [expired]);
  useEffect(() => {
    if (token === null) return;
    void queryClient.invalidateQueries();
    // Otherwise the list would wait for its last retry delay.
    if (jobsFeed.store.state.problem) void jobsFeed.refresh();
  }, [token]);

  return (
    <Modal
      returnFocus
      opened={isOpened}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={token === null ? 'Sign in' : 'Sign in again'}
      centered
      zIndex={1_000}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          signIn(typed.trim());
          setTyped('');
        }}
      >
        <Stack>
          <Text size="sm">
            {token === null
              ? 'Sign in to use the scheduler.'
              : 'The scheduler no longer accepts your token. Your input is kept.'}
          </Text>
          <PasswordInput
            label="Token"
            description="The admin token of the scheduler, or a bearer token of your sign-in"
            autoComplete="off"
            data-autofocus
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button type="submit" disabled={typed.trim() === ''}>
              Sign in
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
