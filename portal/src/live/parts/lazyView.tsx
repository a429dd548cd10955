import type { ComponentType, ReactNode } from 'react';
import { FailedPart } from './FailedPart.tsx';
import { lazyPart } from './lazyPart.tsx';

/** A lazily loaded view, or part of one. @param what completes "Could not load …" */
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
