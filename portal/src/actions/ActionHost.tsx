// Shows the dialog of what is asked for. Mounted once, in the frame.
import { useSelector } from '@tanstack/react-store';
import { GivesFocusBack } from '../frame/GivesFocusBack.tsx';
import { LayerBoundary } from '../frame/LayerBoundary.tsx';
import { lazyLayer } from '../frame/lazyLayer.tsx';
import { closeAction, requestedAction } from './openAction.ts';

const RequestedDialog = lazyLayer(
  'the dialog',
  async () => (await import('./RequestedDialog.tsx')).RequestedDialog,
);

export function ActionHost() {
  const requested = useSelector(requestedAction);
  if (requested === null) return null;
  return (
    <LayerBoundary of={requested.action} onClose={closeAction}>
      <GivesFocusBack>
        <RequestedDialog requested={requested} onClose={closeAction} />
      </GivesFocusBack>
    </LayerBoundary>
  );
}
