// Postgres refuses to run as root. As root we run it as the user postgres, who must be able to reach its files.
import { execFileSync, spawnSync } from 'node:child_process';
import { dirname } from 'node:path';

export type PostgresUser = { uid: number; gid: number };

/** Undefined when we are not root: Postgres then runs as ourselves. */
export function postgresUser(): PostgresUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const existing = lookUp();
  if (existing) return existing;
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'pipe' });
  } catch (cause) {
    throw new Error(
      'Postgres does not run as root, and the user postgres could not be created: run this as another user, or create it with `useradd --system postgres`',
      { cause },
    );
  }
  const created = lookUp();
  if (!created) throw new Error('the user postgres was created but `id postgres` does not know it');
  return created;
}

/** The folder that stands in the user's way to `path`, or undefined when it can be reached. */
export function closedFolder(path: string, user: PostgresUser | undefined): string | undefined {
  if (!user || canEnter(path, user)) return undefined;
  const parent = dirname(path);
  return closedFolder(parent, user) ?? path;
}

function canEnter(path: string, user: PostgresUser): boolean {
  // cwd: the user may not be allowed into ours.
  return spawnSync('test', ['-x', path], { ...user, cwd: '/' }).status === 0;
}

function lookUp(): PostgresUser | undefined {
  const [uid, gid] = [idOfPostgres('-u'), idOfPostgres('-g')];
  if (uid.status !== 0 || gid.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function idOfPostgres(flag: '-u' | '-g') {
  return spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
}
