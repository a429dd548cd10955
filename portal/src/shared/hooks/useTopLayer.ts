// Dialogs lie over drawers and over each other. Esc closes the one on top; each of them hears the key.
import { createStore, useSelector } from '@tanstack/react-store';
import { useEffect, useId } from 'react';

const layers = createStore<readonly string[]>([]);

/** @returns whether no other layer lies over this one, which counts from when it is drawn, while `opened` */
export function useTopLayer(opened = true): boolean {
  const id = useId();
  useEffect(() => {
    if (!opened) return undefined;
    layers.setState((open) => [...open, id]);
    return () => layers.setState((open) => open.filter((one) => one !== id));
  }, [id, opened]);
  return useSelector(layers, (open) => open.at(-1) === id);
}
