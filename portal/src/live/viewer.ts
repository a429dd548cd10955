// Whether the page is visible, and when the viewer last did something.

let lastInputAt = Date.now();

export function viewer(): { visible: boolean; idleMs: number } {
  return { visible: document.visibilityState === 'visible', idleMs: Date.now() - lastInputAt };
}

/** @param onWake called when the page is shown or hidden, and at the first input after a while; `onOnline`: the network is back */
export function watchViewer({ onWake, onOnline }: { onWake: () => void; onOnline: () => void }): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const onInput = () => {
    const idleMs = Date.now() - lastInputAt;
    lastInputAt = Date.now();
    if (idleMs > 1_000) onWake();
  };
  for (const type of ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'] as const) {
    window.addEventListener(type, onInput, { signal, passive: true, capture: true });
  }
  document.addEventListener('visibilitychange', onWake, { signal });
  window.addEventListener('online', onOnline, { signal });
  return () => controller.abort();
}
