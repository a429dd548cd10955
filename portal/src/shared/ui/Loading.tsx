import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Loading.module.css';

/** The place that an answer will take. A fast one comes before it is seen (the style waits 150 ms). */
export function Loading({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div className={classes.loading} aria-busy="true">
      <VisuallyHidden>Loading {what}</VisuallyHidden>
      {children}
    </div>
  );
}
