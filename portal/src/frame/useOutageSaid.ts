import { useSelector } from '@tanstack/react-store';
import { session } from '../api/session.ts';
import { useJobs } from '../live/jobs.ts';

/** Whether the banner says why nothing new comes, of which one message is enough. */
export function useOutageSaid(): boolean {
  const isLost = useJobs(({ problem, receivedAt }) => problem !== null && receivedAt !== null);
  return useSelector(session, ({ expired }) => expired) || isLost;
}
