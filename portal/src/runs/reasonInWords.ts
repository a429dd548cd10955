// Why an occurrence did not run, from the reason that its row has: ids become links, instants are shown in the chosen zone.
import { formatInstantWithZone } from '../time/formatInstant.ts';
import { sentenceOf, type Sentence } from './sentence.ts';
import { withoutCode } from './withoutCode.ts';

export function reasonOf(reason: string | null): Sentence {
  if (reason === null) return ['no reason was recorded'];
  const sentence = withoutCode(reason);
  const holder = /^execution (?<id>\S+), due at (?<at>\S+), was still (?<status>\w+)(?<more>.*)$/su.exec(
    sentence,
  )?.groups;
  if (holder) {
    return [
      { executionId: holder['id'] ?? '', words: 'the run' },
      ' due at ',
      { at: holder['at'] ?? '' },
      holder['status'] === 'running' ? ' was still going' : ' was still waiting to begin',
      ...sentenceOf(holder['more'] ?? ''),
    ];
  }
  return sentenceOf(sentence);
}

/** The same where there is room for plain text only. */
export function reasonText(reason: string, zone: string, nowMs: number): string {
  return reasonOf(reason)
    .map((part) => {
      if (typeof part === 'string') return part;
      return 'at' in part
        ? formatInstantWithZone(part.at, zone, { nowMs, seconds: !part.at.includes(':00.000Z') })
        : part.words;
    })
    .join('');
}
