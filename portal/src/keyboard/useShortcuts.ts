// Keys that act wherever the focus is, but in fields and dialogs.
import { useEffect } from 'react';
import { preferences } from '../preferences/preferences.ts';

/** How long "g" waits for the letter that says where to. */
const SEQUENCE_MS = 1_000;

/** By key: "/", "l", "?", by a sequence: "g j", or with Ctrl or ⌘: "mod+k". */
export type Shortcuts = Readonly<Record<string, () => void>>;

export function useShortcuts(shortcuts: Shortcuts): void {
  useEffect(() => {
    let prefix: { key: string; at: number } | undefined;

    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.altKey) return;
      const isModified = event.ctrlKey || event.metaKey;
      const key = isModified ? `mod+${event.key.toLowerCase()}` : event.key;
      if (!isModified && (!preferences.state.shortcuts || isTyping(event.target) || isDialogOpen())) return;
      const inSequence =
        prefix && event.timeStamp - prefix.at < SEQUENCE_MS ? `${prefix.key} ${key}` : undefined;
      const act = (inSequence === undefined ? undefined : shortcuts[inSequence]) ?? shortcuts[key];
      prefix = undefined;
      if (act) {
        event.preventDefault();
        act();
      } else if (Object.keys(shortcuts).some((known) => known.startsWith(`${key} `))) {
        prefix = { key, at: event.timeStamp };
      }
    }

    // Before the table sees it: after "g", an "r" goes to the runs and does not run the row's job.
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, [shortcuts]);
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target.isContentEditable || target.matches('textarea, select');
}

export function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]') !== null;
}
