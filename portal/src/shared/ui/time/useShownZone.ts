import { useSearch } from '@tanstack/react-router';
import { use } from 'react';
import { OneZoneContext } from './OneZone.tsx';
import { viewerZone, zoneFor, zoneOfLists } from '../../format/zones.ts';

/** The zone in which instants of a job are shown, by the switch in the top bar. Without a job's zone: the viewer's. */
export function useShownZone(jobZone: string | undefined): string {
  const choice = useSearch({ from: '__root__', select: ({ tz }) => tz ?? 'job' });
  const inList = use(OneZoneContext);
  return inList ? zoneOfLists(choice) : zoneFor(choice, jobZone ?? viewerZone);
}
