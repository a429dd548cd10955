// How well the focus is seen where it is.
import type { Page } from 'playwright-core';

export interface FocusRing {
  /** Of what has the focus. */
  name: string;
  /** Of the ring to what is beside it; 0 when there is none. */
  contrast: number;
}

export async function focusRing(page: Page): Promise<FocusRing> {
  return page.evaluate(ringOfFocus);
}

/** Runs in the page, where nothing of this file is but the function itself. */
function ringOfFocus(): FocusRing {
  const focused = document.activeElement as HTMLElement & { labels?: NodeListOf<HTMLLabelElement> };
  const rgba = (colour: string): number[] => {
    const context = new OffscreenCanvas(1, 1).getContext('2d')!;
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour: string): number => {
    const [r, g, b] = rgba(colour).map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    ) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one: string, other: string): number => {
    const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number];
    return (light + 0.05) / (dark + 0.05);
  };
  const groundOf = (element: Element): string => {
    let box = element;
    while (box.parentElement && rgba(getComputedStyle(box).backgroundColor)[3] === 0) box = box.parentElement;
    return getComputedStyle(box).backgroundColor;
  };
  // Inputs that are drawn by their label, or by what stands beside or around them.
  const drawn = [
    focused,
    ...(focused.labels ?? []),
    focused.nextElementSibling,
    focused.parentElement,
    focused.parentElement?.parentElement,
  ].filter((element) => element instanceof Element);
  let best = 0;
  for (const element of drawn) {
    const { outlineStyle, outlineWidth, outlineColor, outlineOffset } = getComputedStyle(element);
    if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) continue;
    const beside =
      parseFloat(outlineOffset) < 0 ? (element.querySelector('td') ?? element) : element.parentElement!;
    best = Math.max(best, contrast(outlineColor, groundOf(beside)));
  }
  const name =
    focused.ariaLabel ?? focused.labels?.[0]?.textContent ?? focused.textContent.trim().slice(0, 60);
  return { name: `${focused.tagName} ${name}`, contrast: best };
}
