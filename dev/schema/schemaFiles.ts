// supabase/schemas, the present: what every change of SQL is made in.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const SCHEMAS = join(import.meta.dirname, '../../supabase/schemas');
export const MIGRATIONS = join(import.meta.dirname, '../../supabase/migrations');

/** Names of the SQL files of a folder, in the order in which they are applied. */
export function sqlFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .toSorted();
}

/** All of it as one text: what a new database gets. */
export function readSchema(): string {
  return sqlFiles(SCHEMAS)
    .map((file) => readFileSync(join(SCHEMAS, file), 'utf8'))
    .join('\n');
}

/** From a function's name to its text with the comment before it, as `create or replace`. */
export function functionTexts(schema: string): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [text, comment = '', name = '', rest = ''] of schema.matchAll(FUNCTION)) {
    if (name in texts) throw new Error(`${name} is defined twice: ${text.slice(0, 200)}`);
    texts[name] = `${comment}create or replace function ${name}${rest}`;
  }
  return texts;
}

/** Comment lines, name, and the rest up to the `$$;` or `end $$;` that ends the body. */
const FUNCTION = /((?:^--.*\n)*)^create function ([\w.]+)(\([^]*?\bas \$\$[^]*?\$\$;)$/gm;

/** The schema with the version of the scheduler that it belongs to. */
export function withCodeVersion(schema: string, version: string): string {
  if (!CODE_VERSION.test(schema)) throw new Error('scheduler_internal.code_version() is not as expected');
  return schema.replace(CODE_VERSION, `$1${version}`);
}

const CODE_VERSION = /(function scheduler_internal\.code_version\(\)[^']*''[^']*')\d+\.\d+\.\d+/;

/** The file that has it. */
export const CODE_VERSION_FILE = join(SCHEMAS, '20_shared.sql');
