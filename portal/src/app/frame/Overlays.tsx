// Drawers and dialogs over the view, each with its own error boundary.
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useSelector } from '@tanstack/react-store';
import type { ReactNode } from 'react';
import { ActionHost } from '../../actions/ActionHost.tsx';
import { RestoreFocus } from '../../shared/ui/RestoreFocus.tsx';
import { closeLayer, layer } from './layer.ts';
import { LayerBoundary } from '../../live/parts/LayerBoundary.tsx';
import { lazyLayer } from '../../live/parts/lazyLayer.tsx';
import { SignInDialog } from './SignInDialog.tsx';

const GoToPalette = lazyLayer(
  'the search',
  async () => (await import('../palette/GoToPalette.tsx')).GoToPalette,
);
const KeyboardHelp = lazyLayer(
  'the keyboard help',
  async () => (await import('./KeyboardHelp.tsx')).KeyboardHelp,
);
const RunDrawer = lazyLayer(
  'the run',
  async () => (await import('../../runs/drawer/RunDrawer.tsx')).RunDrawer,
);
const ScheduleEditor = lazyLayer(
  'the schedule editor',
  async () => (await import('../../pages/schedule-editor/ScheduleEditor.tsx')).ScheduleEditor,
);

export function Overlays() {
  const { run, edit } = useSearch({ from: '__root__' });
  const { name } = useParams({ strict: false });
  const opened = useSelector(layer);
  const navigate = useNavigate();
  const close = (key: 'run' | 'edit') => () =>
    void navigate({ to: '.', search: (search) => ({ ...search, [key]: undefined }), resetScroll: false });
  return (
    <>
      {run !== undefined && (
        <Layer of={run} onClose={close('run')}>
          <RunDrawer executionId={run} onClose={close('run')} />
        </Layer>
      )}
      {edit !== undefined && name !== undefined && (
        <Layer of={name} onClose={close('edit')}>
          <ScheduleEditor key={name} jobName={name} onClose={close('edit')} />
        </Layer>
      )}
      <ActionHost />
      {opened !== null && (
        <Layer of={opened} onClose={closeLayer}>
          {opened === 'palette' && <GoToPalette onClose={closeLayer} />}
          {opened === 'help' && <KeyboardHelp onClose={closeLayer} />}
        </Layer>
      )}
      <SignInDialog />
    </>
  );
}

function Layer({ of, onClose, children }: { of: string; onClose: () => void; children: ReactNode }) {
  return (
    <LayerBoundary of={of} onClose={onClose}>
      <RestoreFocus>{children}</RestoreFocus>
    </LayerBoundary>
  );
}
