import { useEffect, useState, type ReactNode } from 'react';

const FOCUSABLE = '[tabindex], a, button, input, select, textarea';

/** Around a dialog or drawer: when it unmounts, the focus returns to where it was. */
export function RestoreFocus({ children }: { children: ReactNode }) {
  const [places] = useState(() => placesFor(document.activeElement));
  useEffect(
    () => () => {
      // After the unmounted layer has released its focus trap.
      setTimeout(() => places.find(({ isConnected }) => isConnected)?.focus({ preventScroll: true }));
    },
    [places],
  );
  return children;
}

/** The focused element; if it is gone by then (a deleted job), the row beside it; else the view. */
function placesFor(focused: Element | null): HTMLElement[] {
  const row = focused?.closest('tr');
  const view = document.querySelector('main');
  return [focused, row?.nextElementSibling, row?.previousElementSibling, view].flatMap((place) =>
    place instanceof HTMLElement && place.matches(FOCUSABLE) ? [place] : [],
  );
}
