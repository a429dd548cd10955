import { Loading } from './Loading.tsx';
import classes from './Loading.module.css';

const ROWS = 12;

/** The place of a table. Heights are those of its head and of its rows, px, so that nothing jumps when it comes. */
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
