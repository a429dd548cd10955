// The page that embeds the portal: it passes in the bearer token of the person who is signed in there. The portal asks with
// {type: 'scheduler-portal.token-please'}, the host answers, then or whenever it has a fresh one, with
// {type: 'scheduler-portal.token', token}. Messages of any other origin are ignored.
import { credentials, setToken } from './credentials.ts';
import { hostOrigin, isEmbedded } from './isEmbedded.ts';

/** How long the host page has to answer. */
const ANSWER_MS = 3_000;

let question: Promise<boolean> | undefined;

/**
 * Asks for another token than the one that was refused; requests that are refused meanwhile share the question.
 * @returns whether there is one
 */
export function renewFromHost(): Promise<boolean> {
  if (!isEmbedded) return Promise.resolve(false);
  question ??= ask().finally(() => {
    question = undefined;
  });
  return question;
}

function ask(): Promise<boolean> {
  const { generation } = credentials.state;
  window.parent.postMessage({ type: 'scheduler-portal.token-please' }, hostOrigin!);
  return new Promise((resolve) => {
    const end = (isRenewed: boolean) => {
      clearTimeout(timer);
      unsubscribe();
      resolve(isRenewed);
    };
    const timer = setTimeout(() => end(false), ANSWER_MS);
    const { unsubscribe } = credentials.subscribe((now) => {
      if (now.generation !== generation) end(true);
    });
  });
}

if (isEmbedded) window.addEventListener('message', takeToken);

function takeToken({ origin, source, data }: MessageEvent<unknown>): void {
  if (origin !== hostOrigin || source !== window.parent || typeof data !== 'object' || data === null) return;
  const { type, token } = data as { type?: unknown; token?: unknown };
  if (type !== 'scheduler-portal.token' || typeof token !== 'string' || token === '') return;
  // A host may answer with the token that was refused before it has a fresh one.
  if (token !== credentials.state.token) setToken(token);
}
