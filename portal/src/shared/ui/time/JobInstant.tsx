import { Instant } from './Instant.tsx';
import { useShownZone } from './useShownZone.ts';

/** An instant of a job in the zone that the top bar chooses, to the second unless it is a whole minute. @param zone of the job, when it is known */
export function JobInstant({ at, zone }: { at: string; zone?: string | undefined }) {
  return (
    <Instant at={at} zone={useShownZone(zone)} jobZone={zone} as="instant" seconds={!isWholeMinute(at)} />
  );
}

function isWholeMinute(at: string): boolean {
  return at.slice(17, 19) === '00';
}
