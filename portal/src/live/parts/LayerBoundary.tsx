import { CatchBoundary } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { FailedLayer } from './FailedLayer.tsx';

/** Around a dialog or drawer: an error in it must not take the page away. @param of another value = another one */
export function LayerBoundary({
  of,
  onClose,
  children,
}: {
  of: string;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <CatchBoundary
      getResetKey={() => of}
      errorComponent={({ error, reset }) => (
        <FailedLayer what="this dialog" error={error} onRetry={reset} onClose={onClose} />
      )}
    >
      {children}
    </CatchBoundary>
  );
}
