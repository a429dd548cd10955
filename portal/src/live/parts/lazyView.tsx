import type { ComponentType, ReactNode } from 'react';
import { FailedPart } from './FailedPart.tsx';
import { lazyPart } from './lazyPart.tsx';

/** A view, or a part of one, whose code is not in the first view. @param what stands behind "Could not load" */
export function lazyView<Props extends object>(
  what: string,
  load: () => Promise<ComponentType<Props>>,
  waiting?: ReactNode,
) {
  return lazyPart<Props>({
    load,
    waiting,
    failed: (_, error, retry) => <FailedPart what={what} error={error} onRetry={retry} />,
  });
}
