import { ActionIcon } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { announce } from '../announce.ts';
import { copyText } from './copyText.ts';

const COPIED_MS = 2_000;

/** @param what "execution id": the button is named "Copy execution id" */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await copyText(text);
    setCopied(true);
    announce(`Copied ${what}`);
    setTimeout(() => setCopied(false), COPIED_MS);
  };
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={24}
      aria-label={`Copy ${what}`}
      onClick={() => void copy()}
    >
      {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
    </ActionIcon>
  );
}
