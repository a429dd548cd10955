// Outcome of an action, in the server's words. Success disappears by itself, an error stays until it is closed.
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { errorReference, errorText } from '../api/client/ApiError.ts';

const SUCCESS_MS = 6_000;

export function toastDone(message: ReactNode, autoClose = SUCCESS_MS): string {
  return notifications.show({ message, autoClose, color: 'teal', role: 'status' });
}

/** For an action that was not sent. */
export function toastRefused(why: string): string {
  return notifications.show({ message: why, autoClose: SUCCESS_MS, color: 'yellow', role: 'alert' });
}

export function toastFailed(what: string, error: unknown, action?: ReactNode): string {
  return notifications.show({
    title: what,
    message: (
      <>
        {errorText(error)} ({errorReference(error)}) {action}
      </>
    ),
    autoClose: false,
    color: 'red',
    role: 'alert',
  });
}
