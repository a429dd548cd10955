import { useRouterState } from '@tanstack/react-router';
import { useSelector } from '@tanstack/react-store';
import classes from './ProgressLine.module.css';
import { waiting } from '../../live/parts/progress.ts';

/** Shown while the code of a view or dialog is loading. */
export function ProgressLine() {
  const isNavigating = useRouterState({ select: ({ isLoading }) => isLoading });
  const isWaiting = useSelector(waiting, (count) => count > 0);
  if (!isNavigating && !isWaiting) return null;
  return <div className={classes['line']} role="progressbar" aria-label="Loading the view" />;
}
