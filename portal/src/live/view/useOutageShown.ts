import { useSelector } from '@tanstack/react-store';
import { session } from '../../api/credentials.ts';
import { useJobs } from '../jobs.ts';

/** Whether the banner says why nothing new comes, of which one message is enough. */
export function useOutageSaid(): boolean {
  const isLost = useJobs(({ problem, receivedAt }) => problem !== null && receivedAt !== null);
  return useSelector(session, ({ expired }) => expired) || isLost;
}
