import { notifications } from '@mantine/notifications';
import { announce } from './announce.ts';

const SHOWN_MS = 6_000;

/** What was done, in the server's sentence. */
export function tell(message: string): void {
  notifications.show({ message, autoClose: SHOWN_MS, withBorder: true });
  announce(message);
}
