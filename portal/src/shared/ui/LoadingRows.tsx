import { Loading } from './Loading.tsx';
import classes from './Loading.module.css';

const ROWS = 12;

/** Placeholder of a table. Heights of head and rows in px, so that nothing jumps when it loads. */
export function LoadingRows({
  what,
  headHeight,
  rowHeight,
}: {
  what: string;
  headHeight: number;
  rowHeight: number;
}) {
  return (
    <Loading what={what}>
      <div className={classes.row} style={{ height: headHeight }} />
      {Array.from({ length: ROWS }, (_, index) => (
        <div key={index} className={classes.row} data-row style={{ height: rowHeight }} />
      ))}
    </Loading>
  );
}
