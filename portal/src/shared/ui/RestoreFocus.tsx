import { useEffect, useState, type ReactNode } from 'react';

const FOCUSABLE = '[tabindex], a, button, input, select, textarea';

/** Around a dialog or drawer that leaves the page when it closes: the focus goes back to where it came from. */
export function RestoreFocus({ children }: { children: ReactNode }) {
  const [places] = useState(() => placesFor(document.activeElement));
  useEffect(
    () => () => {
      // After what is closed has left the page, which holds the focus until then.
      setTimeout(() => places.find(({ isConnected }) => isConnected)?.focus({ preventScroll: true }));
    },
    [places],
  );
  return children;
}

/** What has the focus; when that is gone by then, with its job, the row beside it; else the view. */
function placesFor(focused: Element | null): HTMLElement[] {
  const row = focused?.closest('tr');
  const view = document.querySelector('main');
  return [focused, row?.nextElementSibling, row?.previousElementSibling, view].flatMap((place) =>
    place instanceof HTMLElement && place.matches(FOCUSABLE) ? [place] : [],
  );
}
