// No part of the portal takes a server's sentence apart: what it needs is a field.
import { expect, test } from 'vitest';

/** Names under which sentences come: `run.reason`, `error_message`, `latestError`, `late.sentence` … */
const SENTENCE = String.raw`(?:\b|\w)(?:reason|cancel_reason|error|error_message|latestError|lastError|sentence)\b[?!]?`;
const TAKEN_APART = new RegExp(
  [
    String.raw`${SENTENCE}(?: \?\? ''\))?\??\.(?:match|matchAll|search|replace|replaceAll|split|startsWith|endsWith|includes|indexOf)\(`,
    String.raw`\.(?:exec|test)\((?:\w+\??\.)*${SENTENCE}`,
  ].join('|'),
);

const sources = Object.entries(
  import.meta.glob<string>(['../../**/*.{ts,tsx}', '!**/*.test.ts'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
);

test.each([
  `reason.replace(CODE, '')`,
  `/^cancelled by (.*)$/.exec(reason ?? '')`,
  `OF_ATTEMPTS.test(run.error_message)`,
  `(late.sentence ?? '').split(': ')`,
  `latestError?.startsWith('mail ')`,
])('recognises %s', (line) => expect(line).toMatch(TAKEN_APART));

test('the portal reads no sentence', () => {
  expect(sources.length).toBeGreaterThan(200);
  const found = sources.flatMap(([file, text]) =>
    text
      .split('\n')
      .filter((line) => TAKEN_APART.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});
