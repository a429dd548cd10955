// Shows the dialog of what is asked for. Mounted once, in the frame; the dialogs are loaded when the first one is asked for.
import { useSelector } from '@tanstack/react-store';
import { lazy, Suspense } from 'react';
import { closeAction, requestedAction } from './openAction.ts';

const RequestedDialog = lazy(async () => ({
  default: (await import('./RequestedDialog.tsx')).RequestedDialog,
}));

export function ActionHost() {
  const requested = useSelector(requestedAction);
  if (requested === null) return null;
  return (
    <Suspense>
      <RequestedDialog requested={requested} onClose={closeAction} />
    </Suspense>
  );
}
