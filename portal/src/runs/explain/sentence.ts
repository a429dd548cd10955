// A sentence with things in it that are not plain words: an instant is shown in the chosen zone, a run is a link.
import { formatInstantWithZone } from '../../shared/format/formatInstant.ts';

export type SentencePart = string | { at: string } | { executionId: string; words: string };
export type Sentence = SentencePart[];

/** Where there is room for plain text only. */
export function plainText(sentence: Sentence, zone: string, nowMs: number): string {
  return sentence
    .map((part) => {
      if (typeof part === 'string') return part;
      return 'at' in part
        ? formatInstantWithZone(part.at, zone, { nowMs, seconds: Date.parse(part.at) % 60_000 !== 0 })
        : part.words;
    })
    .join('');
}
