import { useSelector } from '@tanstack/react-store';
import { useMemo, useSyncExternalStore } from 'react';
import { preferences } from '../../../shared/hooks/preferences.ts';
import { BREAKPOINTS, layoutFor, type Layout } from '../model/columns.ts';

export function useLayout(compact: boolean): Layout {
  const hidden = useSelector(preferences, (all) => all.hiddenColumns);
  // Only the breakpoint is state, so resizing does not render on every pixel.
  const width = useSyncExternalStore(subscribe, reached);
  return useMemo(() => layoutFor(width, hidden, compact), [width, hidden, compact]);
}

function reached(): number {
  return Math.max(0, ...BREAKPOINTS.filter((breakpoint) => window.innerWidth >= breakpoint));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('resize', listener);
  return () => window.removeEventListener('resize', listener);
}
