// What is hard to hit with a finger (WCAG 2.5.8): smaller than 24 px, and so near to another target that a circle of 24 px around it
// meets it. axe looks only at what Tab reaches; the controls of a table's rows are reached otherwise.
import type { Page } from 'playwright-core';

const LEAST_PX = 24;

export async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(findSmallTargets, LEAST_PX);
}

/** Runs in the page, where nothing of this file is but the function itself. */
function findSmallTargets(leastPx: number): string[] {
  interface Target {
    element: HTMLElement;
    rect: DOMRect;
    isBar: boolean;
  }
  const CONTROLS =
    'a[href], button, input, select, textarea, [role="button"], [role="menuitem"], [tabindex="0"]:is(div, span)';
  const layer = [...document.querySelectorAll('[role="dialog"]')].at(-1) ?? document.body;
  const labelOf = (element: HTMLElement) =>
    (element as HTMLElement & { labels?: NodeListOf<HTMLLabelElement> }).labels?.[0];
  const isInBar = (element: HTMLElement): boolean => {
    for (let box: HTMLElement | null = element; box; box = box.parentElement)
      if (['fixed', 'sticky'].includes(getComputedStyle(box).position)) return true;
    return false;
  };
  const targets = [...layer.querySelectorAll<HTMLElement>(CONTROLS)]
    .filter(
      (element) =>
        element.checkVisibility({ visibilityProperty: true }) && !('disabled' in element && element.disabled),
    )
    // A label is a part of its box.
    .map((element) => {
      const label = labelOf(element);
      return { element, rect: (label?.contains(element) ? label : element).getBoundingClientRect() };
    })
    // What something else lies over is hit when it has been scrolled out from under it.
    .filter(({ element, rect }) => {
      const over = document.elementFromPoint(rect.left + rect.width / 2, rect.top + rect.height / 2);
      return !over || element.contains(over) || over.contains(element) || labelOf(element)?.contains(over);
    })
    .map((target): Target => ({ ...target, isBar: isInBar(target.element) }))
    .filter(
      ({ element, rect }) =>
        rect.width > 1 && rect.height > 1 && rect.bottom > 0 && getComputedStyle(element).opacity !== '0',
    );
  const isSmall = ({ rect }: Target) => rect.width < leastPx - 0.5 || rect.height < leastPx - 0.5;
  // In a sentence, its line decides how high a link is.
  const isInText = ({ element }: Target) =>
    getComputedStyle(element).display === 'inline' &&
    [...element.parentElement!.childNodes].some((node) => node instanceof Text && node.data.trim() !== '');
  const centre = ({ rect }: Target) => ({ x: rect.left + rect.width / 2, y: rect.top + rect.height / 2 });
  const distance = ({ x, y }: { x: number; y: number }, { rect }: Target) =>
    Math.hypot(Math.max(rect.left - x, 0, x - rect.right), Math.max(rect.top - y, 0, y - rect.bottom));
  const areNear = (one: Target, other: Target): boolean => {
    if (other === one || other.isBar !== one.isBar) return false;
    if (one.element.contains(other.element) || other.element.contains(one.element)) return false;
    if (distance(centre(one), other) < leastPx / 2) return true;
    const [a, b] = [centre(one), centre(other)];
    return isSmall(other) && Math.hypot(a.x - b.x, a.y - b.y) < leastPx;
  };
  const name = (element: HTMLElement) => element.ariaLabel || element.textContent || element.tagName;
  return targets
    .filter((one) => isSmall(one) && !isInText(one))
    .flatMap((one) => {
      const near = targets.find((other) => areNear(one, other));
      if (near === undefined) return [];
      const size = `${Math.round(one.rect.width)} x ${Math.round(one.rect.height)} px`;
      return [`${name(one.element)} (${size}) is too near to ${name(near.element)}`];
    });
}
