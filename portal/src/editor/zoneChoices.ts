// The time zones to choose from: UTC, the viewer's and the job's first, each found by its city, its region or its offset.
import { viewerZone } from '../time/zones.ts';

export interface ZoneChoiceOption {
  value: string;
  label: string;
}

export function zoneChoices(jobZone: string, at: Date): ZoneChoiceOption[] {
  const first = [...new Set(['UTC', viewerZone, jobZone])];
  const all = [...first, ...Intl.supportedValuesOf('timeZone').filter((zone) => !first.includes(zone))];
  return all.map((zone) => ({ value: zone, label: `${zone.replaceAll('_', ' ')} (${offsetOf(zone, at)})` }));
}

function offsetOf(zone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    timeZoneName: 'longOffset',
  }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}
