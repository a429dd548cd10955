// A sentence with things in it that are not plain words: an instant is shown in the chosen zone, a run is a link.

export type SentencePart = string | { at: string } | { executionId: string; words: string };
export type Sentence = SentencePart[];

const PARTS =
  /(?<at>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)|(?:execution )?(?<run>[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12})/g;

/** The server's own words, with the instants and runs in them found. */
export function sentenceOf(text: string): Sentence {
  const parts: Sentence = [];
  let from = 0;
  for (const match of text.matchAll(PARTS)) {
    const { at, run } = match.groups ?? {};
    if (match.index > from) parts.push(text.slice(from, match.index));
    if (at !== undefined) parts.push({ at });
    if (run !== undefined) parts.push({ executionId: run, words: 'another run' });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}
