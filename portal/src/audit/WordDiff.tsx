import { Code, VisuallyHidden } from '@mantine/core';
import { diffWordsWithSpace } from 'diff';
import { valueInWords } from './valueInWords.ts';
import classes from './AuditTrail.module.css';

/** Before and after of a setting as one line: what went is struck through, what came is underlined. */
export function WordDiff({ before, after }: { before: unknown; after: unknown }) {
  const old = valueInWords(before);
  const now = valueInWords(after);
  if (before === undefined) {
    return (
      <Code>
        <ins className={classes['added']}>{now}</ins>
      </Code>
    );
  }
  return (
    <Code>
      <VisuallyHidden>
        from {old} to {now}
      </VisuallyHidden>
      <span aria-hidden>
        {diffWordsWithSpace(old, now).map(({ value, added, removed }, index) =>
          added ? (
            <ins key={index} className={classes['added']}>
              {value}
            </ins>
          ) : removed ? (
            <del key={index} className={classes['removed']}>
              {value}
            </del>
          ) : (
            value
          ),
        )}
      </span>
    </Code>
  );
}
