import type { ReactNode } from 'react';
import { AnchorLink } from '../shared/ui/AnchorLink.tsx';

/** Opens the drawer of a run over the view. */
export function RunLink({ executionId, children }: { executionId: string; children: ReactNode }) {
  return (
    <AnchorLink to="." search={(search) => ({ ...search, run: executionId })} resetScroll={false} inherit>
      {children}
    </AnchorLink>
  );
}
