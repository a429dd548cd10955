// What is hard to hit with a finger (WCAG 2.5.8): smaller than 24 px, and so near to another target that a circle of 24 px around it
// meets it. axe looks only at what Tab reaches; the controls of a table's rows are reached otherwise.
import type { Page } from 'playwright-core';

const LEAST_PX = 24;

export async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const layer = [...document.querySelectorAll('[role="dialog"]')].at(-1) ?? document.body;
    const isInBar = (element) => {
      for (let box = element; box; box = box.parentElement)
        if (['fixed', 'sticky'].includes(getComputedStyle(box).position)) return true;
      return false;
    };
    const targets = [...layer.querySelectorAll('a[href], button, input, select, textarea, [role="button"], [role="menuitem"], [tabindex="0"]:is(div, span)')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled)
      // A label is a part of its box.
      .map((element) => ({ element, rect: (element.labels?.[0]?.contains(element) ? element.labels[0] : element).getBoundingClientRect() }))
      // What something else lies over is hit when it has been scrolled out from under it.
      .filter(({ element, rect }) => {
        const over = document.elementFromPoint(rect.left + rect.width / 2, rect.top + rect.height / 2);
        return !over || element.contains(over) || over.contains(element) || element.labels?.[0]?.contains(over);
      })
      .map((target) => ({ ...target, isBar: isInBar(target.element) }))
      .filter(({ element, rect }) => rect.width > 1 && rect.height > 1 && rect.bottom > 0 && getComputedStyle(element).opacity !== '0');
    const isSmall = ({ rect }) => rect.width < ${LEAST_PX} - 0.5 || rect.height < ${LEAST_PX} - 0.5;
    // In a sentence, its line decides how high a link is.
    const isInText = ({ element }) => getComputedStyle(element).display === 'inline' &&
      [...element.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
    const centre = ({ rect }) => ({ x: rect.left + rect.width / 2, y: rect.top + rect.height / 2 });
    const distance = ({ x, y }, { rect }) => Math.hypot(
      Math.max(rect.left - x, 0, x - rect.right), Math.max(rect.top - y, 0, y - rect.bottom));
    return targets.filter((one) => isSmall(one) && !isInText(one)).flatMap((one) => {
      const near = targets.find((other) => other !== one && other.isBar === one.isBar && !one.element.contains(other.element) && !other.element.contains(one.element) &&
        (distance(centre(one), other) < ${LEAST_PX} / 2 ||
          (isSmall(other) && Math.hypot(centre(one).x - centre(other).x, centre(one).y - centre(other).y) < ${LEAST_PX})));
      const name = (element) => element.ariaLabel || element.textContent || element.tagName;
      return near ? [name(one.element) + ' (' + Math.round(one.rect.width) + ' x ' + Math.round(one.rect.height) + ' px) is too near to ' + name(near.element)] : [];
    });
  })()`);
}
