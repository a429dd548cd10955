// Detects that the scheduler serves a newer build of this page. (A deployment may keep the version number.)
import { createStore } from '@tanstack/react-store';
import { ApiError } from '../../api/client/ApiError.ts';
import { requestText } from '../../api/client/request.ts';
import { onRecovery } from '../onRecovery.ts';

/** The entry file; its name contains a hash of its content. */
const ENTRY = /<script\b[^>]*\btype="module"[^>]*\bsrc="([^"]+)"/;

export const build = createStore({ isOld: false });

/** Checks when a part cannot be fetched (an old page's files are gone) and after an outage (maybe a deployment). */
export function watchBuild(): () => void {
  window.addEventListener('vite:preloadError', look);
  const stopWaiting = onRecovery(look);
  return () => {
    window.removeEventListener('vite:preloadError', look);
    stopWaiting();
  };
}

const look = () => void lookForNewBuild();

async function lookForNewBuild(): Promise<void> {
  try {
    const html = await requestText('GET', 'admin/scheduler/', { headers: { accept: 'text/html' } });
    const served = entryOf(html);
    if (served !== undefined && served !== entryOf(document.documentElement.outerHTML))
      build.setState(() => ({ isOld: true }));
  } catch (error) {
    // No answer; the next recovery checks again.
    if (!(error instanceof ApiError)) throw error;
  }
}

function entryOf(page: string): string | undefined {
  return ENTRY.exec(page)?.[1]?.split('/').at(-1);
}
