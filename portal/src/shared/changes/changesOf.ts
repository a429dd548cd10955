// The changes of an audit event, setting by setting. The database records every changed column, so one edit can appear as
// effective, overridden and declared value; this reports it once.
import type { JobEvent } from '../../../../src/contract/audit.ts';

export interface SettingChange {
  /** `timeoutSeconds`, `retry.maxAttempts`, `config`; `declared …` for a declared value that an override hides. */
  setting: string;
  /** Undefined = was not there. */
  before: unknown;
  after: unknown;
}

type Values = Record<string, unknown>;

/** Settings whose parts are compared one by one. */
const WITH_PARTS = new Set(['retry', 'config']);

export function changesOf({ before, after }: Pick<JobEvent, 'before' | 'after'>): SettingChange[] {
  const old = valuesOf(before);
  const now = valuesOf(after);
  const shown = changesBetween(settingsOf(old), settingsOf(now));
  const effective = new Set(shown.map(({ setting }) => setting));
  const hidden = changesBetween(valuesOf(old['declared']), valuesOf(now['declared']))
    .filter(({ setting }) => !effective.has(setting))
    .map((change) => ({ ...change, setting: `declared ${change.setting}` }));
  // At the first registration everything is new, and all of it is in the effective values.
  return before == null ? shown : [...shown, ...hidden];
}

function changesBetween(old: Values, now: Values): SettingChange[] {
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((setting) => {
    const change = { setting, before: old[setting], after: now[setting] };
    if (same(change.before, change.after)) return [];
    if (!WITH_PARTS.has(setting) || !isObject(change.before) || !isObject(change.after)) return [change];
    return changesBetween(change.before, change.after).map((part) => ({
      ...part,
      setting: `${setting}.${part.setting}`,
    }));
  });
}

/** Also the id of a run, to which the row has a link. */
const NOT_SETTINGS = new Set(['declared', 'overrides', 'deleted', 'executionId']);

function settingsOf(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !NOT_SETTINGS.has(name)));
}

function valuesOf(value: unknown): Values {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
