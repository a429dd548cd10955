// When each service token was used last: for whoever wants to remove an old one. Best effort, once a minute at most.
import type { Logger } from 'pino';
import { errorMessage } from '../domain/errors.ts';
import type { Store } from '../store/store.ts';

const EVERY_MS = 60_000;

export function createNoteServiceTokenUse(store: Pick<Store, 'noteServiceTokenUse'>, log: Logger) {
  const notedAtMs = new Map<string, number>();
  return (tokenId: string): void => {
    const now = Date.now();
    if (now - (notedAtMs.get(tokenId) ?? -EVERY_MS) < EVERY_MS) return;
    notedAtMs.set(tokenId, now);
    store
      .noteServiceTokenUse({ tokenId })
      .catch((error: unknown) =>
        log.debug({ tokenId, error: errorMessage(error) }, 'the use of a service token was not noted'),
      );
  };
}
