// Shows truncated text as a tooltip, where there is no hover card (hoverCard.ts).

/** Those that have no title of their own. */
const titled = new WeakSet<Element>();

/** @returns to stop */
export function titleCutText(): () => void {
  document.addEventListener('pointerover', onPointerOver, { passive: true });
  return () => document.removeEventListener('pointerover', onPointerOver);
}

function onPointerOver({ target }: PointerEvent): void {
  if (!(target instanceof HTMLElement) || target.closest('[data-card]') !== null) return;
  const isCut =
    target.scrollWidth > target.clientWidth && getComputedStyle(target).textOverflow === 'ellipsis';
  if (isCut) {
    target.title = target.textContent;
    titled.add(target);
  } else if (titled.delete(target)) target.removeAttribute('title');
}
