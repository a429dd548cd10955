// Which database the variables name: Postgres itself, or Supabase's REST gateway before it.
import { serviceKeyProblem } from './supabaseKey.ts';

export type DatabaseSettings =
  { kind: 'postgres'; url: string } | { kind: 'supabase'; url: string; key: string };

/**
 * @param set the variables that are set
 * @param nearMiss a variable that is probably a misspelt one
 * @returns a sentence when they name none, or two
 */
export function readDatabaseSettings(
  set: Record<string, string>,
  nearMiss: (name: string) => string | undefined,
): DatabaseSettings | string {
  const { DATABASE_URL, SUPABASE_URL, SUPABASE_SERVICE_KEY } = set;
  const typo = (name: string) => {
    const near = nearMiss(name);
    return near === undefined ? '' : ` (found ${near}: a typo?)`;
  };
  if (DATABASE_URL && SUPABASE_URL) {
    return "DATABASE_URL and SUPABASE_URL are both set: drop DATABASE_URL to use Supabase's REST gateway, or SUPABASE_URL to use Postgres itself (`npm run migrate` also takes MIGRATION_DATABASE_URL)";
  }
  if (DATABASE_URL) return { kind: 'postgres', url: DATABASE_URL };
  if (!SUPABASE_URL && !SUPABASE_SERVICE_KEY) {
    return `DATABASE_URL is not set${typo('DATABASE_URL')}, and neither are SUPABASE_URL and SUPABASE_SERVICE_KEY`;
  }
  if (!SUPABASE_URL) return `SUPABASE_URL is not set${typo('SUPABASE_URL')}: SUPABASE_SERVICE_KEY needs it`;
  if (!SUPABASE_SERVICE_KEY) {
    return `SUPABASE_SERVICE_KEY is not set${typo('SUPABASE_SERVICE_KEY')}: SUPABASE_URL needs it`;
  }
  const problem = serviceKeyProblem(SUPABASE_SERVICE_KEY);
  if (problem !== undefined) return `SUPABASE_SERVICE_KEY ${problem}`;
  return { kind: 'supabase', url: SUPABASE_URL, key: SUPABASE_SERVICE_KEY };
}
