// The bearer token, if the scheduler requires one. It is kept for the browser tab.
import { createStore } from '@tanstack/react-store';

const STORAGE_KEY = 'scheduler-portal.token';

export const credentials = createStore<{ token: string | null; expired: boolean }>({
  token: sessionStorage.getItem(STORAGE_KEY),
  expired: false,
});

export function signIn(token: string): void {
  sessionStorage.setItem(STORAGE_KEY, token);
  credentials.setState(() => ({ token, expired: false }));
}

export function signOut(): void {
  sessionStorage.removeItem(STORAGE_KEY);
  credentials.setState(() => ({ token: null, expired: true }));
}

/** The API rejected the token. It stays until there is a new one, and the page keeps its content. */
export function markExpired(): void {
  credentials.setState((now) => (now.expired ? now : { ...now, expired: true }));
}
