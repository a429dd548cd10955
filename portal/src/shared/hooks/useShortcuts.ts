// Keyboard shortcuts. They act wherever the focus is, except in fields.
import { useEffect } from 'react';
import { preferences } from './preferences.ts';

/** How long "g" waits for the letter that says where to. */
const SEQUENCE_MS = 1_000;

/** By key: "/", "l", "?", by a sequence: "g j", or with Ctrl or ⌘: "mod+k". */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** Where shortcuts act: on the page while no dialog is open, or in the drawer or dialog that is. */
type Scope = 'page' | 'dialog';

/** One listener for all of them: the "r" of "g r" belongs to the sequence and must not run the row's job. */
const inForce = new Map<Shortcuts, Scope>();
let prefix: { key: string; at: number } | undefined;

/** @param shortcuts the same object for as long as they are the same */
export function useShortcuts(shortcuts: Shortcuts, scope: Scope = 'page'): void {
  useEffect(() => {
    // In the capture phase, before the table sees the key.
    if (inForce.size === 0) document.addEventListener('keydown', onKey, { capture: true });
    inForce.set(shortcuts, scope);
    return () => {
      inForce.delete(shortcuts);
      if (inForce.size === 0) document.removeEventListener('keydown', onKey, { capture: true });
    };
  }, [shortcuts, scope]);
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey) return;
  const isModified = event.ctrlKey || event.metaKey;
  const key = isModified ? `mod+${event.key.toLowerCase()}` : event.key;
  if (!isModified && !areKeysFree(event.target)) return;
  const active = isModified ? [...inForce.keys()] : shortcutsOf(isDialogOpen() ? 'dialog' : 'page');
  const actOf = (keys: string) => active.find((shortcuts) => shortcuts[keys] !== undefined)?.[keys];
  const sequence = prefix && event.timeStamp - prefix.at < SEQUENCE_MS ? `${prefix.key} ${key}` : undefined;
  const act = (sequence === undefined ? undefined : actOf(sequence)) ?? actOf(key);
  prefix = undefined;
  if (act) {
    event.preventDefault();
    act();
  } else if (active.some((all) => Object.keys(all).some((known) => known.startsWith(`${key} `)))) {
    prefix = { key, at: event.timeStamp };
  }
}

function shortcutsOf(scope: Scope): Shortcuts[] {
  return [...inForce].flatMap(([shortcuts, its]) => (its === scope ? [shortcuts] : []));
}

/** Single keys act unless the viewer has switched them off or is typing. */
function areKeysFree(target: EventTarget | null): boolean {
  return preferences.state.shortcuts && !isTyping(target);
}

/** Whether single letters act on the page: not while somebody types, nor in a dialog. */
export function areLettersFree(target: EventTarget | null): boolean {
  return areKeysFree(target) && !isDialogOpen();
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target.isContentEditable || target.matches('textarea, select');
}

export function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]') !== null;
}
