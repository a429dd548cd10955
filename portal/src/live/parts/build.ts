// Whether the scheduler serves another build of this page by now. Its version alone does not tell: a deployment may keep it.
import { createStore } from '@tanstack/react-store';
import { ApiError } from '../../api/ApiError.ts';
import { requestText } from '../../api/request.ts';
import { onRecovery } from '../onRecovery.ts';

/** The file that the page starts with; its name changes with its content. */
const ENTRY = 'script[type="module"][src]';

export const build = createStore({ isOld: false });

/** Looks when a part cannot be fetched, which is how an old page learns of it, and after an outage, which may have been a deployment. */
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
    const served = entryOf(new DOMParser().parseFromString(html, 'text/html'));
    if (served !== undefined && served !== entryOf(document)) build.setState(() => ({ isOld: true }));
  } catch (error) {
    // Without an answer there is nothing to compare with; the next recovery asks again.
    if (!(error instanceof ApiError)) throw error;
  }
}

function entryOf(page: Document): string | undefined {
  return page.querySelector(ENTRY)?.getAttribute('src')?.split('/').at(-1);
}
