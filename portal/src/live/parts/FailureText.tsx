import { useSelector } from '@tanstack/react-store';
import { useJobs } from '../jobs.ts';
import { build } from './build.ts';
import { errorMessage } from './errorMessage.ts';

/** Why a part of the page could not be loaded. */
export function FailureText({ error }: { error: unknown }) {
  const isOld = useSelector(build, ({ isOld: old }) => old);
  const isOffline = useJobs(({ problem }) => problem !== null);
  if (isOld) return 'A new version of the portal is available. Reload the page to use it.';
  if (isOffline) return 'The scheduler does not answer. Try again when it is back.';
  return `This part of the page could not be loaded (${errorMessage(error)}). Retry, or reload the page.`;
}
