import { Alert } from '@mantine/core';
import { errorReference } from '../api/ApiError.ts';

/** A refusal within a dialog: the server's sentence, and the reference for whoever looks into it. */
export function ErrorLine({ error }: { error: Error }) {
  return (
    <Alert color="red" variant="outline" role="alert" p="xs">
      {error.message} ({errorReference(error)})
    </Alert>
  );
}
