// Every link, picture and snippet of the documentation leads somewhere, and no page needs a wide screen.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import GithubSlugger from 'github-slugger';
import type { Tokens } from 'marked';
import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';
import { headings, PAGES, readPage, ROOT, type Page } from './pages.ts';

const MAX_README_LINES = 150;
const MAX_TABLE_LINE = 130;

describe.each(PAGES.map((page) => [page.path, page] as const))('%s', (path, page) => {
  it('has links that lead somewhere', () => {
    const broken = targets(page).filter((target) => !leadsSomewhere(path, target));
    expect(broken).toEqual([]);
  });

  it('has tables that fit a screen', () => {
    const rows = page.tokens.filter(({ type }) => type === 'table').flatMap(({ raw }) => raw.split('\n'));
    expect(rows.filter((row) => row.length > MAX_TABLE_LINE)).toEqual([]);
  });

  it('has snippets that parse', () => {
    for (const { lang, text } of page.tokens.filter((token): token is Tokens.Code => token.type === 'code')) {
      if (lang === 'sh') execFileSync('bash', ['-n'], { input: text });
      if (lang === 'js' || lang === 'ts') parseAst(text, { lang: lang === 'ts' ? 'ts' : 'js' });
      if (lang === 'json') JSON.parse(text);
    }
  });
});

it('keeps the README short', () => {
  expect(readPage('README.md').text.split('\n').length).toBeLessThanOrEqual(MAX_README_LINES);
});

it('shows every picture, and lists every page in the index', () => {
  const linked = new Set(
    PAGES.flatMap((page) => targets(page).map((target) => fileOf(page.path, target).split('#')[0]!)),
  );
  const pictures = globSync('docs/images/*', { cwd: ROOT });
  expect(pictures.filter((picture) => !linked.has(picture))).toEqual([]);

  const indexed = new Set(
    targets(readPage('docs/README.md')).map((target) => fileOf('docs/README.md', target)),
  );
  const pages = globSync('docs/{*,{guides,reference,operations,internals}/*}.md', { cwd: ROOT });
  expect(pages.filter((path) => path !== 'docs/README.md' && !indexed.has(path))).toEqual([]);
});

function targets(page: Page): string[] {
  return page.tokens.flatMap((token) =>
    token.type === 'link' || token.type === 'image' ? [(token as Tokens.Link).href] : [],
  );
}

/** Relative to the repository. */
function fileOf(from: string, target: string): string {
  return target.startsWith('#') ? `${from}${target}` : normalize(join(dirname(from), target));
}

function leadsSomewhere(from: string, target: string): boolean {
  if (/^[a-z]+:/.test(target)) return true;
  const [file, anchor] = fileOf(from, target).split('#') as [string, string | undefined];
  if (!existsSync(join(ROOT, file))) return false;
  return anchor === undefined || anchors(readPage(file)).includes(anchor);
}

/** As GitHub makes them. */
function anchors(page: Page): string[] {
  const slugger = new GithubSlugger();
  return headings(page).map(({ text }) => slugger.slug(text.replaceAll('`', '')));
}
