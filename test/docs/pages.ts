// The documentation as its tests read it: every page, parsed, and its sections.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { marked, type Token, type Tokens } from 'marked';

export const ROOT = join(import.meta.dirname, '../..');

export interface Page {
  /** Relative to the repository. */
  path: string;
  text: string;
  /** Every token, also those inside others. */
  tokens: Token[];
}

export const PAGES: Page[] = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT }).toSorted().map(readPage);

export function readPage(path: string): Page {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const tokens: Token[] = [];
  void marked.walkTokens(marked.lexer(text), (token) => void tokens.push(token));
  return { path, text, tokens };
}

export function headings(page: Page): Tokens.Heading[] {
  return page.tokens.filter((token): token is Tokens.Heading => token.type === 'heading');
}

/** Sections at a depth, by their heading without backticks; each with all that is below it. */
export function sectionsOf(path: string, depth: number): Map<string, string> {
  const sections = new Map<string, string>();
  let current: string | undefined;
  for (const token of marked.lexer(readPage(path).text)) {
    if (token.type === 'heading' && token['depth'] <= depth) {
      current = token['depth'] === depth ? token['text'].replaceAll('`', '') : undefined;
      if (current !== undefined) sections.set(current, '');
    } else if (current !== undefined) {
      sections.set(current, sections.get(current)! + token.raw);
    }
  }
  return sections;
}

/** What each item of the lists is about: the code with which it begins. */
export function listedCodes(markdown: string): string[] {
  return [...markdown.matchAll(/^- \**`([^`]+)`/gm)].map(([, code]) => code!);
}
