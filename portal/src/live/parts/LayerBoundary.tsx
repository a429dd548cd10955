import { CatchBoundary } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { FailedLayer } from './FailedLayer.tsx';

/** Error boundary of a dialog or drawer. @param of resets it when it changes */
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
