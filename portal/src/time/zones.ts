import type { ZoneChoice } from '../search/frameSearch.ts';

export const viewerZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

export function zoneFor(choice: ZoneChoice, jobZone: string): string {
  if (choice === 'job') return jobZone;
  return choice === 'mine' ? viewerZone : 'UTC';
}
