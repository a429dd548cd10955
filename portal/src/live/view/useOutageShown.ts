import { useSelector } from '@tanstack/react-store';
import { credentials } from '../../api/credentials.ts';
import { useJobs } from '../jobs.ts';

/** Whether the banner says why nothing new comes, of which one message is enough. */
export function useOutageShown(): boolean {
  const isLost = useJobs(({ problem, receivedAt }) => problem !== null && receivedAt !== null);
  return useSelector(credentials, ({ expired }) => expired) || isLost;
}
