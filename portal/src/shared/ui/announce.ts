// Screen reader announcements: results of the viewer's actions, never of polls.
import { createStore } from '@tanstack/react-store';

export const announcement = createStore('');

export function announce(text: string): void {
  // The same text twice would not be read again.
  announcement.setState((before) => (before === text ? `${text}\u00A0` : text));
}
