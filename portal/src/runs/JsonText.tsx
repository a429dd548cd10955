import { Anchor, Code, Group, Text } from '@mantine/core';
import { useEffect, useState } from 'react';

/** A longer text is cut. */
const MAX_SHOWN_BYTES = 200_000;

/** JSON with the digits that the server sent (exactJson.ts). @param name of the download */
export function JsonText({ name, label, value }: { name: string; label: string; value: unknown }) {
  const text = JSON.stringify(value, null, 2);
  const isCut = text.length > MAX_SHOWN_BYTES;
  return (
    <>
      <Group justify="space-between" mt={4}>
        <Text size="xs" c="dimmed">
          {label}
        </Text>
        {isCut && <Download name={`${name}.json`} text={text} />}
      </Group>
      <Code block mah={280} style={{ overflow: 'auto' }} tabIndex={0} aria-label={label}>
        {isCut ? `${text.slice(0, MAX_SHOWN_BYTES)}\n…` : text}
      </Code>
    </>
  );
}

function Download({ name, text }: { name: string; text: string }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    setAddress(url);
    return () => URL.revokeObjectURL(url);
  }, [text]);
  return (
    <Anchor size="xs" href={address} download={name}>
      Download all {Math.ceil(text.length / 1_000).toLocaleString()} kB
    </Anchor>
  );
}
