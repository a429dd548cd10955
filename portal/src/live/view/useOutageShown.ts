import { useSelector } from '@tanstack/react-store';
import { credentials } from '../../api/client/credentials.ts';
import { useJobs } from '../jobs.ts';

/** Whether the banner already explains why there are no updates. */
export function useOutageShown(): boolean {
  const isLost = useJobs(({ problem, receivedAt }) => problem !== null && receivedAt !== null);
  return useSelector(credentials, ({ refusal }) => refusal !== null) || isLost;
}
