// Shows the dialog of the requested action. Mounted once, in the frame.
import { useSelector } from '@tanstack/react-store';
import { RestoreFocus } from '../shared/ui/RestoreFocus.tsx';
import { LayerBoundary } from '../live/parts/LayerBoundary.tsx';
import { lazyLayer } from '../live/parts/lazyLayer.tsx';
import { closeAction, requestedAction } from './openAction.ts';

const RequestedDialog = lazyLayer(
  'the dialog',
  async () => (await import('./dialogs/RequestedDialog.tsx')).RequestedDialog,
);

export function ActionHost() {
  const requested = useSelector(requestedAction);
  if (requested === null) return null;
  return (
    <LayerBoundary of={requested.action} onClose={closeAction}>
      <RestoreFocus>
        <RequestedDialog requested={requested} onClose={closeAction} />
      </RestoreFocus>
    </LayerBoundary>
  );
}
