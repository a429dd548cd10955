// The fields of an expression as it is typed, and which one the caret is in.

export interface CronSlot {
  name: string;
  /** Allowed values. */
  help: string;
  text: string;
}

const STEPS = 'lists 1,15, ranges 9-17, steps */5, H for a value derived from the job’s name';
const SLOTS = [
  { name: 'second', help: `0 to 59; ${STEPS}` },
  { name: 'minute', help: `0 to 59; ${STEPS}` },
  { name: 'hour', help: `0 to 23; ${STEPS}` },
  {
    name: 'day of month',
    help: '1 to 31; L the last day, 15W the weekday nearest the 15th, LW the last weekday',
  },
  { name: 'month', help: '1 to 12 or JAN to DEC' },
  {
    name: 'day of week',
    help: '0 to 7 or SUN to SAT (0 and 7 are Sunday); MON#1 the first Monday, FRIL the last Friday',
  },
];

/** `active`: index of the slot at the caret, or null. A macro has no slots. */
export function cronSlots(
  expression: string,
  caret: number | null,
): { slots: CronSlot[]; active: number | null } {
  const words = [...expression.matchAll(/\S+/g)];
  if (words.length === 0 || words[0]![0].startsWith('@')) return { slots: [], active: null };
  const names = words.length >= SLOTS.length ? SLOTS : SLOTS.slice(1);
  const slots = names.map((slot, index) => ({ ...slot, text: words[index]?.[0] ?? '' }));
  if (caret === null) return { slots, active: null };
  const at = words.findIndex((word) => caret >= word.index && caret <= word.index + word[0].length);
  return { slots, active: at === -1 || at >= slots.length ? null : at };
}
