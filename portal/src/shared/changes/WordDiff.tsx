import { VisuallyHidden } from '@mantine/core';
import { diffWordsWithSpace } from 'diff';
import classes from './WordDiff.module.css';

/** Old and new value in one line: removed words struck through, added words underlined. */
export function WordDiff({ before, after }: { before: string; after: string }) {
  const parts = diffWordsWithSpace(before, after);
  const hasCommon = parts.some(({ added, removed, value }) => !added && !removed && value.trim() !== '');
  return (
    <span className={classes['diff']}>
      <VisuallyHidden>
        from {before} to {after}
      </VisuallyHidden>
      <span aria-hidden>
        {hasCommon ? (
          parts.map(({ value, added, removed }, index) =>
            added ? (
              <ins key={index}>{value}</ins>
            ) : removed ? (
              <del key={index}>{value}</del>
            ) : (
              <span key={index}>{value}</span>
            ),
          )
        ) : (
          <>
            <del>{before}</del> → <ins>{after}</ins>
          </>
        )}
      </span>
    </span>
  );
}
