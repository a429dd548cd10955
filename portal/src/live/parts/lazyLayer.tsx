import type { ComponentType } from 'react';
import { FailedLayer } from './FailedLayer.tsx';
import { lazyPart } from './lazyPart.tsx';

/** A lazily loaded dialog or drawer. @param what "the run": completes "Could not load …" */
export function lazyLayer<Props extends { onClose: () => void }>(
  what: string,
  load: () => Promise<ComponentType<Props>>,
) {
  return lazyPart<Props>({
    load,
    failed: ({ onClose }, error, retry) => (
      <FailedLayer what={what} error={error} onRetry={retry} onClose={onClose} />
    ),
  });
}
