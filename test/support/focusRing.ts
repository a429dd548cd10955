// How well the focus is seen where it is.
import type { Page } from 'playwright-core';

export interface FocusRing {
  /** Of what has the focus. */
  name: string;
  /** Of the ring to what is beside it; 0 when there is none. */
  contrast: number;
}

export async function focusRing(page: Page): Promise<FocusRing> {
  return page.evaluate<FocusRing>(`(() => {
    const focused = document.activeElement;
    const rgba = (colour) => {
      const context = new OffscreenCanvas(1, 1).getContext('2d');
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      return context.getImageData(0, 0, 1, 1).data;
    };
    const luminance = (colour) => {
      const [r, g, b] = [...rgba(colour)].slice(0, 3).map((part) =>
        part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (one, other) => {
      const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
      return (light + 0.05) / (dark + 0.05);
    };
    const groundOf = (element) => {
      let box = element;
      while (box.parentElement && rgba(getComputedStyle(box).backgroundColor)[3] === 0) box = box.parentElement;
      return getComputedStyle(box).backgroundColor;
    };
    // Inputs that are drawn by their label, or by what stands beside or around them.
    const drawn = [focused, ...(focused.labels ?? []), focused.nextElementSibling, focused.parentElement, focused.parentElement.parentElement].filter(Boolean);
    let best = 0;
    for (const element of drawn) {
      const { outlineStyle, outlineWidth, outlineColor, outlineOffset } = getComputedStyle(element);
      if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) continue;
      const ground = parseFloat(outlineOffset) < 0 ? groundOf(element.querySelector('td') ?? element) : groundOf(element.parentElement);
      best = Math.max(best, contrast(outlineColor, ground));
    }
    const name = focused.ariaLabel ?? focused.labels?.[0]?.textContent ?? focused.textContent.trim().slice(0, 60);
    return { name: focused.tagName + ' ' + name, contrast: best };
  })()`);
}
