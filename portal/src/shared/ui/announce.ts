// What a screen reader is to be told besides what has the focus: results of what the viewer did, never of polls.
import { createStore } from '@tanstack/react-store';

export const announcement = createStore('');

export function announce(text: string): void {
  // The same words twice are no change, and would not be read again.
  announcement.setState((before) => (before === text ? `${text}\u00A0` : text));
}
