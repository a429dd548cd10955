// What leads from one catalog to another: functions whole, and a sentence for what the author has to write.
import type { Catalog } from './catalog.ts';

export type Migration = {
  /** Whole functions, and drops of those that are gone. */
  sql: string;
  /** What a person has to think about: tables, columns, indexes, triggers … */
  byHand: string[];
};

type Change = { key: string; from: string | undefined; to: string | undefined };

export function migrationFor(
  migrated: Catalog,
  wanted: Catalog,
  functions: Record<string, string>,
): Migration {
  const changes = changesOf(migrated, wanted);
  const ofFunctions = changes.filter(({ key }) => key.startsWith('function '));
  // A changed argument or result makes another function of it: the old one has to go first.
  const drops = ofFunctions
    .filter(({ from, to }) => from !== undefined && to === undefined)
    .map(({ key }) => `drop ${key};`);
  const written = ofFunctions
    .filter(({ to }) => to !== undefined)
    .map(({ key }) => {
      const name = key.slice('function '.length, key.indexOf('('));
      const text = functions[name];
      if (text === undefined) throw new Error(`supabase/schemas does not define ${name}`);
      return text;
    });
  return {
    sql: [...drops, ...new Set(written)].join('\n\n'),
    byHand: changes.filter(({ key }) => !key.startsWith('function ')).map(sentence),
  };
}

function changesOf(migrated: Catalog, wanted: Catalog): Change[] {
  const keys = [...new Set([...Object.keys(migrated), ...Object.keys(wanted)])].toSorted();
  return keys
    .map((key) => ({ key, from: migrated[key], to: wanted[key] }))
    .filter(({ from, to }) => from !== to);
}

function sentence({ key, from, to }: Change): string {
  if (from === undefined) return `${key} is new: ${to}`;
  if (to === undefined) return `${key} is gone; it was: ${from}`;
  return `${key} is now: ${to}\n  and was: ${from}`;
}
