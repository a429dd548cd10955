import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { FailedPart } from '../../live/parts/FailedPart.tsx';

/** Replaces a view that has an error; the frame keeps working. */
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
