import { Paper } from '@mantine/core';
import { useSelector } from '@tanstack/react-store';
import { useEffect, useId, useLayoutEffect, useRef } from 'react';
import classes from './HoverCardHost.module.css';
import { closeHoverCard, closeHoverCardSoon, hoverCard, keepHoverCard } from './hoverCard.ts';

const MARGIN_PX = 8;

/** Mounted once, in the frame. */
export function HoverCardHost() {
  const card = useSelector(hoverCard);
  const id = useId();
  const element = useRef<HTMLDivElement>(null);
  const anchor = card?.anchor;

  useLayoutEffect(() => {
    if (!card || !element.current) return;
    const { style } = element.current;
    const { left, top } = place(card.anchor.getBoundingClientRect(), element.current);
    style.left = `${left}px`;
    style.top = `${top}px`;
  }, [card]);

  useEffect(() => {
    if (!anchor) return undefined;
    anchor.setAttribute('aria-describedby', id);
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') closeHoverCard();
    };
    window.addEventListener('scroll', closeHoverCard, { capture: true, passive: true });
    window.addEventListener('keydown', onKey, { capture: true });
    // What is typed may change what the anchor says.
    window.addEventListener('input', closeHoverCard, { capture: true });
    return () => {
      anchor.removeAttribute('aria-describedby');
      window.removeEventListener('scroll', closeHoverCard, { capture: true });
      window.removeEventListener('keydown', onKey, { capture: true });
      window.removeEventListener('input', closeHoverCard, { capture: true });
    };
  }, [anchor, id]);

  if (!card) return null;
  return (
    <Paper
      ref={element}
      id={id}
      className={classes.card ?? ''}
      shadow="md"
      withBorder
      onPointerEnter={keepHoverCard}
      onPointerLeave={closeHoverCardSoon}
    >
      {card.content}
    </Paper>
  );
}

/** Below the anchor, or above where there is no room; never outside the window. */
function place(anchor: DOMRect, card: HTMLElement): { left: number; top: number } {
  const { clientWidth, clientHeight } = document.documentElement;
  const below = anchor.bottom + MARGIN_PX;
  const fits = below + card.offsetHeight < clientHeight;
  return {
    left: Math.max(MARGIN_PX, Math.min(anchor.left, clientWidth - card.offsetWidth - MARGIN_PX)),
    top: fits ? below : Math.max(MARGIN_PX, anchor.top - card.offsetHeight - MARGIN_PX),
  };
}
