import { Instant } from './Instant.tsx';
import { useShownZone } from './useShownZone.ts';
import { viewerZone } from './zones.ts';

/** An instant of a job in the zone that the top bar chooses, to the second unless it is a whole minute. @param zone of the job; without one the viewer's */
export function JobInstant({ at, zone = viewerZone }: { at: string; zone?: string | undefined }) {
  return (
    <Instant at={at} zone={useShownZone(zone)} jobZone={zone} as="instant" seconds={!isWholeMinute(at)} />
  );
}

function isWholeMinute(at: string): boolean {
  return at.slice(17, 19) === '00';
}
