import { Container, Stack, Text, Title } from '@mantine/core';
import { useSelector } from '@tanstack/react-store';
import { credentials } from '../../api/client/credentials.ts';
import { SignInForm } from './SignInForm.tsx';
import { refusalText } from './refusalText.ts';

/** The whole page while nobody has signed in. */
export function SignInPage() {
  const refusal = useSelector(credentials, (state) => state.refusal);
  return (
    <Container component="main" size={440} pt="15vh">
      <Stack>
        <Title order={1} size="h3">
          Sign in to the scheduler
        </Title>
        {refusalText(refusal) !== null && <Text size="sm">{refusalText(refusal)}</Text>}
        <SignInForm />
      </Stack>
    </Container>
  );
}
