// Why an occurrence did not run, from the reason that its row has: ids become links, instants are shown in the chosen zone.
import { formatInstantWithZone } from '../../shared/format/formatInstant.ts';
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
  // The one after it may have been missed, too: that it was due is all that is known of it here.
  const next = /^nothing started it in time, and the occurrence of (?<at>\S+) came after it/u.exec(sentence);
  if (next?.groups) {
    return [
      'nothing started it in time; when that was found, the one of ',
      { at: next.groups['at'] ?? '' },
      ' was due as well, and the job makes up only the latest',
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
