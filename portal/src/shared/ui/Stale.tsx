import type { ReactNode } from 'react';
import classes from './Stale.module.css';

/** Dims the previous answer while the next one loads. It may contain the focus. */
export function Stale({ when, children }: { when: boolean; children: ReactNode }) {
  return (
    <div className={classes['stale']} data-stale={when || undefined} aria-busy={when}>
      {children}
    </div>
  );
}
