import { Button, Group } from '@mantine/core';

interface PagerProps {
  /** "runs": what there is older and newer of. */
  of: string;
  /** Of the page that is shown; undefined = the newest. */
  cursor: string | undefined;
  /** null = there is nothing older. */
  next: string | null | undefined;
  /** The page is not there yet, so neither is what comes after it. */
  isWaiting: boolean;
  onCursor: (cursor: string | undefined) => void;
}

/** Below a list that is read page by page, newest first. Its buttons stay while a page comes, for one has the focus. */
export function Pager({ of, cursor, next, isWaiting, onCursor }: PagerProps) {
  const go = (to: string | undefined) => () => {
    if (!isWaiting) onCursor(to);
  };
  return (
    <Group mt="xs">
      {cursor !== undefined && (
        <Button variant="default" size="xs" aria-disabled={isWaiting} onClick={go(undefined)}>
          Newest {of}
        </Button>
      )}
      {next != null && (
        <Button variant="default" size="xs" aria-disabled={isWaiting} onClick={go(next)}>
          Older {of}
        </Button>
      )}
    </Group>
  );
}
