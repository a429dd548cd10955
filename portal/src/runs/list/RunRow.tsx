import { getRouteApi } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import classes from './RunTable.module.css';

const root = getRouteApi('__root__');

/** A row that opens its run in the drawer, on Enter or on a click that neither hits a link nor selects text. */
export function RunRow({ executionId, children }: { executionId: string; children: ReactNode }) {
  const isOpen = root.useSearch({ select: ({ run }) => run === executionId });
  const navigate = root.useNavigate();
  const open = () =>
    void navigate({ to: '.', search: (search) => ({ ...search, run: executionId }), resetScroll: false });
  const onClick = ({ target }: MouseEvent) => {
    const isControl = target instanceof Element && target.closest('a, button, input') !== null;
    if (!isControl && (getSelection()?.toString() ?? '') === '') open();
  };
  return (
    <tr
      className={classes['row']}
      data-open={isOpen || undefined}
      tabIndex={0}
      onClick={onClick}
      onKeyDown={({ key, target, currentTarget }) => key === 'Enter' && target === currentTarget && open()}
    >
      {children}
    </tr>
  );
}
