// How far an instant is from now: "now", "in 42 s", "in 12 min", "in 3 h 05 min", "in 2 d", "4 min ago"; beyond a week its date.
import { formatInstantWithZone } from './formatInstant.ts';

const WEEK_MS = 7 * 86_400_000;

export function formatRelative(at: string | number, nowMs: number, zone: string): string {
  const aheadMs = new Date(at).getTime() - nowMs;
  if (Math.abs(aheadMs) > WEEK_MS) return formatInstantWithZone(at, zone, { nowMs });
  if (Math.abs(aheadMs) < 1_000) return 'now';
  return aheadMs > 0 ? `in ${distance(aheadMs)}` : `${distance(-aheadMs)} ago`;
}

/** "42 s", "12 min", "3 h 05 min", "2 d": coarser the longer it is. */
export function distance(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d`;
}

/** Of a run to come: one whose time has passed without news is due, not past. */
export function formatDue(at: string | number, nowMs: number, zone: string): string {
  const lateMs = nowMs - new Date(at).getTime();
  if (lateMs < 0) return formatRelative(at, nowMs, zone);
  return lateMs < 1_000 ? 'due now' : `was due ${formatRelative(at, nowMs, zone)}`;
}
