// docs/operations/log-lines.md has every message that the scheduler logs at level warn, error or fatal.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listedCodes, readPage, ROOT } from './pages.ts';

const sources = globSync('src/**/*.ts', { cwd: ROOT, exclude: ['**/*.test.ts'] }).map((file) =>
  readFileSync(join(ROOT, file), 'utf8'),
);
/** A call of the log, or of LastingTrouble, which warns. */
const CALL =
  /\b(?:log\.(?:warn|error|fatal)|log\[[^\]]*'warn'[^\]]*\]|(?:trouble|away)\.met)\(([^]*?)\);?\n/g;
const TEXT = /'((?:[^'\\\n]|\\.)*)'|"([^"\n]*)"|`([^`]*)`/g;

/** The last text among the arguments; a constant stands for its text. */
function messageOf(args: string): string | undefined {
  const name = /^(?:\{.*\}, )?([A-Z_]+)$/s.exec(args.trim())?.[1] ?? /, ([A-Z_]+)$/.exec(args.trim())?.[1];
  if (name !== undefined) {
    const constant = new RegExp(`const ${name} =\\s*('(?:[^'\\\\]|\\\\.)*')`);
    return textOf(sources.map((source) => constant.exec(source)?.[1]).find((text) => text !== undefined)!);
  }
  const texts = args.match(TEXT);
  return texts === null ? undefined : textOf(texts.at(-1)!);
}

/** Without quotes; what is filled in becomes an ellipsis. */
function textOf(literal: string): string {
  return literal
    .slice(1, -1)
    .replaceAll(/\$\{[^}]*\}/g, '…')
    .replaceAll("\\'", "'");
}

it('lists every message once', () => {
  const messages = sources
    .flatMap((source) => [...source.matchAll(CALL)].map(([, args]) => messageOf(args!)))
    .filter((message) => message !== undefined);
  const listed = listedCodes(readPage('docs/operations/log-lines.md').text);
  expect(listed.toSorted()).toEqual([...new Set(messages)].toSorted());
  expect(messages.length).toBeGreaterThan(20);
});
