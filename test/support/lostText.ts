// Text that a reader cannot get at: cut off, or beneath other text. For pages whose text somebody has made larger or wider.
import type { Page } from 'playwright-core';

/** px that letters may reach beyond a box, or lines into one another. */
const TOLERANCE = 2;

/** What is lost in the topmost layer, in words. An ellipsis loses nothing where pointing at it shows the whole text. */
export async function lostText(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const layer = [...document.querySelectorAll('[role="dialog"]')].at(-1) ?? document.body;
    const texts = [];
    const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node.parentElement;
      if (node.data.trim() === '' || element.closest('[aria-hidden="true"], script, style, option')) continue;
      if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const rects = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
      if (rects.length > 0) texts.push({ element, text: node.data.trim().slice(0, 60), rects });
    }

    const lost = [];
    const seen = [];
    const layered = new Set();
    for (const { element, text, rects } of texts) {
      let isHidden = false;
      let isCut = false;
      for (let box = element; box && box !== document.documentElement; box = box.parentElement) {
        const style = getComputedStyle(box);
        // For screen readers only.
        if (style.clipPath === 'inset(50%)' || (style.position === 'absolute' && box.offsetWidth <= 1)) isHidden = true;
        const clips = [style.overflowX, style.overflowY].some((way) => way === 'hidden' || way === 'clip');
        // What scrolls can be scrolled to; that pages do not scroll sideways is looked at elsewhere.
        const isFixed = style.position === 'fixed' || style.position === 'sticky';
        if (isFixed) layered.add(element);
        if ([style.overflowX, style.overflowY].some((way) => way === 'auto' || way === 'scroll')) break;
        if (!clips || isHidden || style.display === 'inline') continue;
        const inner = box.getBoundingClientRect();
        const outside = rects.some(
          ({ left, right, top, bottom }) =>
            left < inner.left - ${TOLERANCE} || right > inner.right + ${TOLERANCE} ||
            top < inner.top - ${TOLERANCE} || bottom > inner.bottom + ${TOLERANCE});
        if (!outside) continue;
        isCut = true;
        if (style.textOverflow === 'ellipsis') {
          element.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
          box.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
          if (box.closest('[data-card]') || box.title !== '' || box.getAttribute('aria-label')) break;
        }
        lost.push('cut by ' + box.tagName.toLowerCase() + '.' + box.className + ': ' + text);
        break;
      }
      if (!isHidden && !isCut) seen.push({ element, text, rects });
    }

    for (const [index, one] of seen.entries())
      for (const other of seen.slice(index + 1)) {
        // What stays in sight lies over what scrolls beneath it.
        if (layered.has(one.element) !== layered.has(other.element)) continue;
        if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
        const meet = one.rects.some((a) => other.rects.some((b) =>
          Math.min(a.right, b.right) - Math.max(a.left, b.left) > ${TOLERANCE} &&
          Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > ${TOLERANCE} * 2));
        if (meet) lost.push('over one another: ' + one.text + ' / ' + other.text);
      }
    return lost;
  })()`);
}
