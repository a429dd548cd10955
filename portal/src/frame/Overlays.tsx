// What the URL or an action opens over the view: drawers and dialogs, loaded when first needed.
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { ActionHost } from '../actions/ActionHost.tsx';

const RunDrawer = lazy(async () => ({ default: (await import('../runs/RunDrawer.tsx')).RunDrawer }));
const ScheduleEditor = lazy(async () => ({
  default: (await import('../editor/ScheduleEditor.tsx')).ScheduleEditor,
}));

export function Overlays() {
  const { run, edit } = useSearch({ from: '__root__' });
  const { name } = useParams({ strict: false });
  const navigate = useNavigate();
  const close = (key: 'run' | 'edit') => () =>
    void navigate({ to: '.', search: (search) => ({ ...search, [key]: undefined }), resetScroll: false });
  return (
    <>
      <ActionHost />
      <Suspense>
        {run !== undefined && <RunDrawer executionId={run} onClose={close('run')} />}
        {edit !== undefined && name !== undefined && (
          <ScheduleEditor jobName={name} onClose={close('edit')} />
        )}
      </Suspense>
    </>
  );
}
