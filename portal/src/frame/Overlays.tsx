// What the URL or an action opens over the view: drawers and dialogs, loaded when first needed.
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useSelector } from '@tanstack/react-store';
import { ActionHost } from '../actions/ActionHost.tsx';
import { closeLayer, layer } from './layer.ts';
import { SignIn } from './SignIn.tsx';

const GoToPalette = lazy(async () => ({ default: (await import('./GoToPalette.tsx')).GoToPalette }));
const KeyboardHelp = lazy(async () => ({ default: (await import('./KeyboardHelp.tsx')).KeyboardHelp }));
const RunDrawer = lazy(async () => ({ default: (await import('../runs/RunDrawer.tsx')).RunDrawer }));
const ScheduleEditor = lazy(async () => ({
  default: (await import('../editor/ScheduleEditor.tsx')).ScheduleEditor,
}));

export function Overlays() {
  const { run, edit } = useSearch({ from: '__root__' });
  const { name } = useParams({ strict: false });
  const opened = useSelector(layer);
  const navigate = useNavigate();
  const close = (key: 'run' | 'edit') => () =>
    void navigate({ to: '.', search: (search) => ({ ...search, [key]: undefined }), resetScroll: false });
  return (
    <>
      <ActionHost />
      <SignIn />
      <Suspense>
        {opened === 'palette' && <GoToPalette onClose={closeLayer} />}
        {opened === 'help' && <KeyboardHelp onClose={closeLayer} />}
        {run !== undefined && <RunDrawer executionId={run} onClose={close('run')} />}
        {edit !== undefined && name !== undefined && (
          <ScheduleEditor jobName={name} onClose={close('edit')} />
        )}
      </Suspense>
    </>
  );
}
