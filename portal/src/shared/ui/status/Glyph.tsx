import classes from './Glyph.module.css';

/** An icon of one path. Rows have six icons each, and every extra element costs layout and paint. */
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
