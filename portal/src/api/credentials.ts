// Who calls: a bearer token, if the scheduler asks for one. It lives as long as the browser's tab.
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

/** The API has refused the token. It stays until a new one comes, for the page shows what it showed. */
export function markExpired(): void {
  credentials.setState((now) => (now.expired ? now : { ...now, expired: true }));
}
