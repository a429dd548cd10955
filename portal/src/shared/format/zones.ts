import type { ZoneChoice } from '../url/frameParams.ts';

export const viewerZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

export function zoneFor(choice: ZoneChoice, jobZone: string): string {
  if (choice === 'job') return jobZone;
  return choice === 'mine' ? viewerZone : 'UTC';
}

/** Of a list of many jobs: times in one column are compared, so they are in one zone. The card has the job's. */
export function zoneOfLists(choice: ZoneChoice): string {
  return zoneFor(choice, viewerZone);
}

/** " (Europe/London)" where that is not the viewer's own zone. */
export function zoneNote(zone: string): string {
  return zone === viewerZone ? '' : ` (${zone})`;
}
