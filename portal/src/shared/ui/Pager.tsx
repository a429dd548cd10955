import { Button, Group } from '@mantine/core';

interface PagerProps {
  /** "runs", for "Older runs" and "Newer runs". */
  of: string;
  /** Cursor of the shown page; undefined = the newest page. */
  cursor: string | undefined;
  /** null = there is nothing older. */
  next: string | null | undefined;
  /** The page is loading, so the next cursor is unknown. */
  isWaiting: boolean;
  onCursor: (cursor: string | undefined) => void;
}

/** Below a paged list, newest first. The buttons stay while a page loads, because one has the focus. */
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
