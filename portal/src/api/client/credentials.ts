// As whom the page speaks: with a bearer token, or with a cookie that the browser sends and no page can read.
import { createStore } from '@tanstack/react-store';
import { isEmbedded } from './isEmbedded.ts';

const STORAGE_KEY = 'scheduler-portal.token';

export interface Credentials {
  /** Null: the cookie speaks for the page, or nothing has to. */
  token: string | null;
  /** Counts the sign-ins and renewals, by which a request knows whether it was sent with the newest. */
  generation: number;
  /** The API has answered since the page was opened, so the page has content to keep. */
  wasAccepted: boolean;
  /** Why the API does not answer any more, or null. */
  refusal: 'unauthenticated' | { noRole: string } | null;
}

// When embedded, in memory only: the host page can be asked again.
const storage = isEmbedded ? null : sessionStorage;

export const credentials = createStore<Credentials>({
  token: storage?.getItem(STORAGE_KEY) ?? null,
  generation: 0,
  wasAccepted: false,
  refusal: null,
});

/** A refusal lasts until the API answers. @param token null for the cookie */
export function setToken(token: string | null): void {
  if (token === null) storage?.removeItem(STORAGE_KEY);
  else storage?.setItem(STORAGE_KEY, token);
  credentials.setState((now) => ({ ...now, token, generation: now.generation + 1 }));
}

/** By the next page of this tab. */
export function forgetToken(): void {
  storage?.removeItem(STORAGE_KEY);
}

export function noteAccepted(): void {
  const { wasAccepted, refusal } = credentials.state;
  if (wasAccepted && refusal === null) return;
  credentials.setState((now) => ({ ...now, wasAccepted: true, refusal: null }));
}

/** The page keeps its content and its token until somebody signs in. */
export function noteRefused(refusal: NonNullable<Credentials['refusal']>): void {
  if (credentials.state.refusal === null) credentials.setState((now) => ({ ...now, refusal }));
}
