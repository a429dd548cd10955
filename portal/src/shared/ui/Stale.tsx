import type { ReactNode } from 'react';
import classes from './Stale.module.css';

/** Around what answers the question before, until the answer to this one has come: dim. The focus may be in it. */
export function Stale({ when, children }: { when: boolean; children: ReactNode }) {
  return (
    <div className={classes['stale']} data-stale={when || undefined} aria-busy={when}>
      {children}
    </div>
  );
}
