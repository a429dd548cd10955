import { Anchor, Code, Group, Text } from '@mantine/core';
import { useEffect, useState } from 'react';

/** A longer text is cut. */
const MAX_SHOWN_BYTES = 200_000;

/** JSON with the digits that the server sent (exactJson.ts). @param name of the download */
export function JsonText({ name, label, value }: { name: string; label: string; value: unknown }) {
  if (isHidden(value)) return <HiddenPayload label={label} />;
  return <ShownJson name={name} label={label} value={value} />;
}

function ShownJson({ name, label, value }: { name: string; label: string; value: unknown }) {
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

/** What the API sends to viewers instead. */
function isHidden(value: unknown): boolean {
  return JSON.stringify(value) === '{"hidden":true}';
}

function HiddenPayload({ label }: { label: string }) {
  return (
    <Text size="sm" c="dimmed" mt={4}>
      {label}. Hidden: viewers do not see config.
    </Text>
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
