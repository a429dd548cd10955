import type { ErrorComponentProps } from '@tanstack/react-router';
import { errorMessage } from '../../live/parts/errorMessage.ts';

/** Shown when the frame itself fails. Uses nothing that could have caused the failure. */
export function FailedPage({ error, reset }: ErrorComponentProps) {
  return (
    <main role="alert" style={{ maxWidth: 640, margin: '15vh auto', padding: '0 20px' }}>
      <h1 style={{ fontSize: '1.25rem' }}>Something went wrong</h1>
      <p>
        The scheduler itself is not affected: jobs keep running. Reload the page; if that does not help, tell
        the operators of the scheduler: <code>{errorMessage(error)}</code>
      </p>
      <button type="button" onClick={reset}>
        Try again
      </button>{' '}
      <button type="button" onClick={() => window.location.reload()}>
        Reload
      </button>
    </main>
  );
}
