import classes from './Glyph.module.css';

/** An icon of one path, for what is drawn hundreds of times: a list's row has six, and each element of one is laid out and painted. */
export function Glyph({ path, className }: { path: string; className?: string | undefined }) {
  return (
    <svg
      className={className === undefined ? classes.glyph : `${classes.glyph} ${className}`}
      viewBox="0 0 24 24"
      aria-hidden
    >
      <path d={path} />
    </svg>
  );
}
