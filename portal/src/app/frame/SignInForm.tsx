import { Alert, Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { errorReference, errorText } from '../../api/client/ApiError.ts';
import { signIn } from '../../api/signIn.ts';

/** All that a header can carry. */
const TOKEN = /^[!-~]*$/;

export function SignInForm() {
  const [typed, setTyped] = useState('');
  const token = typed.trim();
  const isToken = TOKEN.test(token);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => signIn(token),
    onSuccess: () => setTyped(''),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (token !== '' && isToken && !isPending) mutate();
      }}
    >
      <Stack>
        <PasswordInput
          label="Token"
          description="Your admin token, or a bearer token of your sign-in"
          autoComplete="off"
          data-autofocus
          autoFocus
          value={typed}
          error={isToken ? undefined : 'A token has neither spaces nor special letters. Copy it again.'}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {error && (
          <Alert color="red" role="alert" title="Not signed in">
            {errorText(error)} ({errorReference(error)})
          </Alert>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={isPending} disabled={token === '' || !isToken}>
            Sign in
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
