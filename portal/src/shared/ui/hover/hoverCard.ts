// One hover card for the whole page. A component for each of the hundreds of instants in a table would cost more than
// the table.
import { createStore } from '@tanstack/react-store';
import type { FocusEvent, PointerEvent, ReactNode } from 'react';

const OPEN_AFTER_MS = 250;
/** Long enough to move the pointer onto the card. */
const CLOSE_AFTER_MS = 200;

export const hoverCard = createStore<{ anchor: Element; content: ReactNode } | null>(null);

let timer: ReturnType<typeof setTimeout> | undefined;

/** Spread these on the element. `content` is called when the card opens. */
export function hoverCardProps(content: () => ReactNode) {
  return {
    'data-card': true,
    onPointerEnter: (event: PointerEvent) => {
      if (event.pointerType === 'mouse') openSoon(event.currentTarget, content);
    },
    onPointerLeave: closeHoverCardSoon,
    onFocus: (event: FocusEvent) => {
      if (event.currentTarget.matches(':focus-visible')) openSoon(event.currentTarget, content);
    },
    onBlur: closeHoverCardSoon,
  };
}

/** For an element whose card changes with the place of the pointer in it. */
export function showHoverCard(anchor: Element, content: ReactNode): void {
  clearTimeout(timer);
  hoverCard.setState(() => ({ anchor, content }));
}

export function keepHoverCard(): void {
  clearTimeout(timer);
}

export function closeHoverCardSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(closeHoverCard, CLOSE_AFTER_MS);
}

export function closeHoverCard(): void {
  clearTimeout(timer);
  hoverCard.setState(() => null);
}

function openSoon(anchor: Element, content: () => ReactNode): void {
  clearTimeout(timer);
  timer = setTimeout(() => showHoverCard(anchor, content()), OPEN_AFTER_MS);
}
