// Keys that act wherever the focus is, but in fields and dialogs.
import { useEffect } from 'react';
import { preferences } from './preferences.ts';

/** How long "g" waits for the letter that says where to. */
const SEQUENCE_MS = 1_000;

/** By key: "/", "l", "?", by a sequence: "g j", or with Ctrl or ⌘: "mod+k". */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** Of the frame and of the view; one listener for all, for after "g" an "r" is nobody's but the sequence's. */
const inForce = new Set<Shortcuts>();
let prefix: { key: string; at: number } | undefined;

export function useShortcuts(shortcuts: Shortcuts): void {
  useEffect(() => {
    // Before the table sees it: after "g", an "r" goes to the runs and does not run the row's job.
    if (inForce.size === 0) document.addEventListener('keydown', onKey, { capture: true });
    inForce.add(shortcuts);
    return () => {
      inForce.delete(shortcuts);
      if (inForce.size === 0) document.removeEventListener('keydown', onKey, { capture: true });
    };
  }, [shortcuts]);
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey) return;
  const isModified = event.ctrlKey || event.metaKey;
  const key = isModified ? `mod+${event.key.toLowerCase()}` : event.key;
  if (!isModified && !areLettersFree(event.target)) return;
  const sequence = prefix && event.timeStamp - prefix.at < SEQUENCE_MS ? `${prefix.key} ${key}` : undefined;
  const act = (sequence === undefined ? undefined : actOf(sequence)) ?? actOf(key);
  prefix = undefined;
  if (act) {
    event.preventDefault();
    act();
  } else if ([...inForce].some((all) => Object.keys(all).some((known) => known.startsWith(`${key} `)))) {
    prefix = { key, at: event.timeStamp };
  }
}

function actOf(keys: string): (() => void) | undefined {
  for (const shortcuts of inForce) {
    const act = shortcuts[keys];
    if (act) return act;
  }
  return undefined;
}

/** Whether single letters act, and not what is typed or a dialog takes them. */
export function areLettersFree(target: EventTarget | null): boolean {
  return preferences.state.shortcuts && !isTyping(target) && !isDialogOpen();
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target.isContentEditable || target.matches('textarea, select');
}

export function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]') !== null;
}
