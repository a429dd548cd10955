import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Loading.module.css';

/** Placeholder while data loads. It is invisible for 150 ms (CSS), so a fast answer shows no flash. */
export function Loading({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div className={classes.loading} aria-busy="true">
      <VisuallyHidden>Loading {what}</VisuallyHidden>
      {children}
    </div>
  );
}
