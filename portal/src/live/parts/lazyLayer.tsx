import type { ComponentType } from 'react';
import { FailedLayer } from './FailedLayer.tsx';
import { lazyPart } from './lazyPart.tsx';

/** A dialog or drawer whose code is not in the first view. @param what "the run": stands behind "Could not load" */
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
