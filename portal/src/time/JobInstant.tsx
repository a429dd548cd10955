import { Instant } from './Instant.tsx';
import { useShownZone } from './useShownZone.ts';
import { viewerZone } from './zones.ts';

/** An instant of a job in the zone that the top bar chooses. @param zone of the job; without one the viewer's */
export function JobInstant({ at, zone = viewerZone }: { at: string; zone?: string | undefined }) {
  return <Instant at={at} zone={useShownZone(zone)} jobZone={zone} as="instant" seconds />;
}
