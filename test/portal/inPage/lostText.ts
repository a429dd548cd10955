// Text that a reader cannot get at: cut off, or beneath other text. For pages whose text somebody has made larger or wider.
import type { Page } from 'playwright-core';

/** px that letters may reach beyond a box, or lines into one another. */
const TOLERANCE = 2;

/** What is lost in the topmost layer, in words. An ellipsis loses nothing where pointing at it shows the whole text. */
export async function lostText(page: Page): Promise<string[]> {
  return page.evaluate(findLostText, TOLERANCE);
}

/** Runs in the page, where nothing of this file is but the function itself. */
function findLostText(tolerance: number): string[] {
  interface Shown {
    element: HTMLElement;
    text: string;
    rects: DOMRect[];
  }
  const layer = [...document.querySelectorAll('[role="dialog"]')].at(-1) ?? document.body;
  const texts: Shown[] = [];
  const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    const element = node.parentElement!;
    if (node.data.trim() === '' || element.closest('[aria-hidden="true"], script, style, option')) continue;
    if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
    if (rects.length > 0) texts.push({ element, text: node.data.trim().slice(0, 60), rects });
  }

  const lost: string[] = [];
  const seen: Shown[] = [];
  const layered = new Set<HTMLElement>();
  for (const { element, text, rects } of texts) {
    let isHidden = false;
    let isCut = false;
    for (
      let box: HTMLElement | null = element;
      box && box !== document.documentElement;
      box = box.parentElement
    ) {
      const style = getComputedStyle(box);
      const overflows = [style.overflowX, style.overflowY];
      // For screen readers only.
      if (style.clipPath === 'inset(50%)' || (style.position === 'absolute' && box.offsetWidth <= 1))
        isHidden = true;
      const clips = overflows.some((way) => way === 'hidden' || way === 'clip');
      if (style.position === 'fixed' || style.position === 'sticky') layered.add(element);
      // What scrolls can be scrolled to; that pages do not scroll sideways is looked at elsewhere.
      if (overflows.some((way) => way === 'auto' || way === 'scroll')) break;
      if (!clips || isHidden || style.display === 'inline') continue;
      const inner = box.getBoundingClientRect();
      const isOutside = rects.some(
        ({ left, right, top, bottom }) =>
          left < inner.left - tolerance ||
          right > inner.right + tolerance ||
          top < inner.top - tolerance ||
          bottom > inner.bottom + tolerance,
      );
      if (!isOutside) continue;
      isCut = true;
      if (style.textOverflow === 'ellipsis') {
        element.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
        box.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
        if (box.closest('[data-card]') || box.title !== '' || box.getAttribute('aria-label')) break;
      }
      lost.push(`cut by ${box.tagName.toLowerCase()}.${box.className}: ${text}`);
      break;
    }
    if (!isHidden && !isCut) seen.push({ element, text, rects });
  }

  const meet = (a: DOMRect, b: DOMRect) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > tolerance &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > tolerance * 2;
  for (const [index, one] of seen.entries())
    for (const other of seen.slice(index + 1)) {
      // What stays in sight lies over what scrolls beneath it.
      if (layered.has(one.element) !== layered.has(other.element)) continue;
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
      if (one.rects.some((a) => other.rects.some((b) => meet(a, b))))
        lost.push(`over one another: ${one.text} / ${other.text}`);
    }
  return lost;
}
