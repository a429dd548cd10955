// Layers that the frame opens: palette and keyboard help.
import { createStore } from '@tanstack/react-store';

export type Layer = 'palette' | 'help';

export const layer = createStore<Layer | null>(null);

export function openLayer(opened: Layer): void {
  layer.setState(() => opened);
}

export function closeLayer(): void {
  layer.setState(() => null);
}
