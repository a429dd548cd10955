import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { FailedPart } from '../../live/parts/FailedPart.tsx';

/** A view that has an error, in the frame that goes on. */
export function FailedRoute({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <FailedPart
      what="this view"
      error={error}
      onRetry={() => {
        reset();
        void router.invalidate();
      }}
    />
  );
}
