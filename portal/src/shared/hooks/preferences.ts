// What a viewer has chosen for this browser: not part of the URL, for it is nobody else's business.
import { createStore } from '@tanstack/react-store';

const STORAGE_KEY = 'scheduler-portal.preferences';

export interface Preferences {
  /** Single letters act (WCAG 2.1.4 wants them to be switched off easily). */
  shortcuts: boolean;
  /** Columns of the jobs list that are not shown. */
  hiddenColumns: readonly string[];
}

const DEFAULTS: Preferences = { shortcuts: true, hiddenColumns: [] };

export const preferences = createStore<Preferences>(read());

export function setPreference<K extends keyof Preferences>(key: K, value: Preferences[K]): void {
  preferences.setState((before) => ({ ...before, [key]: value }));
  localStorage.setItem(STORAGE_KEY, JSON.stringify(preferences.state));
}

function read(): Preferences {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored === null) return DEFAULTS;
  const { shortcuts, hiddenColumns } = JSON.parse(stored) as Partial<Record<keyof Preferences, unknown>>;
  return {
    shortcuts: shortcuts !== false,
    hiddenColumns: Array.isArray(hiddenColumns)
      ? hiddenColumns.filter((column) => typeof column === 'string')
      : DEFAULTS.hiddenColumns,
  };
}
