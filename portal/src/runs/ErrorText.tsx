import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { CopyButton } from '../shared/ui/hover/CopyButton.tsx';

/** A longer error is folded. */
const LONG_CHARACTERS = 240;

/** An error in the service's own words, foldable and copyable. */
export function ErrorText({ text, className }: { text: string; className: string | undefined }) {
  const [open, setOpen] = useState(false);
  const isLong = text.length > LONG_CHARACTERS || text.includes('\n');
  return (
    <div className={className}>
      <Group gap={4} wrap="nowrap" align="start">
        <Text
          size="sm"
          component={isLong && open ? 'pre' : 'p'}
          m={0}
          {...(isLong && !open && { lineClamp: 2 })}
          style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', color: 'var(--status-failed)' }}
        >
          {text}
        </Text>
        <CopyButton text={text} what="error" />
      </Group>
      {isLong && (
        <Button size="compact-sm" variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : 'Show all'}
        </Button>
      )}
    </div>
  );
}
