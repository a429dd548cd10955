// The page that the portal may be embedded in (FRONTEND_URL of the scheduler): it passes in the bearer token of the user who is
// signed in there. The portal asks with {type: 'scheduler-portal.token-please'}, the host answers, then or whenever it has a
// fresh one, with {type: 'scheduler-portal.token', token}. Messages of any other origin are ignored.
import { signIn } from './credentials.ts';

const hostOrigin = document.querySelector<HTMLMetaElement>('meta[name="scheduler-portal-host"]')?.content;

export const isEmbedded = window.parent !== window && hostOrigin !== undefined;

export function askHostForToken(): void {
  if (isEmbedded) window.parent.postMessage({ type: 'scheduler-portal.token-please' }, hostOrigin!);
}

/** @returns how to stop */
export function followHostToken(): () => void {
  window.addEventListener('message', takeToken);
  return () => window.removeEventListener('message', takeToken);
}

function takeToken({ origin, source, data }: MessageEvent<unknown>): void {
  if (origin !== hostOrigin || source !== window.parent) return;
  const { type, token } = data as { type?: unknown; token?: unknown };
  if (type === 'scheduler-portal.token' && typeof token === 'string' && token !== '') signIn(token);
}
