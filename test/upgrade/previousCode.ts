// The code before the newest migration, taken from git into the cache, with its workflow bundle and packages.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makeWorkFolder } from '../../dev/programCache.ts';
import { cachedBinary } from '../../dev/temporal/cache.ts';
import { migrationFiles } from '../../src/store/schemaVersion.ts';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

export interface PreviousCode {
  commit: string;
  folder: string;
}

/** @throws Error that says how to get the history when there is none */
export async function previousCode(): Promise<PreviousCode> {
  const commit = await commitBeforeNewestMigration();
  const cache = dirname(dirname(cachedBinary(process.env)));
  const folder = join(cache, `previous-${commit.slice(0, 12)}`);
  if (!existsSync(folder)) {
    const unfinished = makeWorkFolder(join(cache, 'previous', 'work'));
    const archive = `${unfinished}.tar`;
    await git('archive', `--output=${archive}`, commit);
    await run('tar', ['-xf', archive, '-C', unfinished]);
    rmSync(archive);
    renameSync(unfinished, folder);
  }
  await installPackages(folder);
  if (!existsSync(join(folder, 'dist/workflow-bundle.js'))) {
    await run(process.execPath, [join(folder, 'src/worker/bundleWorkflows.ts')], { cwd: folder });
  }
  return { commit, folder };
}

async function commitBeforeNewestMigration(): Promise<string> {
  const { file } = (await migrationFiles()).at(-1)!;
  const path = `supabase/migrations/${file}`;
  const inside = await git('rev-parse', '--is-inside-work-tree').catch(() => 'no');
  if (inside !== 'true') throw new Error(`${ROOT} is no git repository: ${NEEDED}. Clone it instead`);
  const added = await git('log', '--diff-filter=A', '--format=%H', '--max-count=1', '--', path);
  // Written and not committed yet: what is committed is the code before it.
  if (added === '') return git('rev-parse', 'HEAD');
  return git('rev-parse', '--verify', `${added}^`).catch((cause: unknown) => {
    throw new Error(`the history ends before ${path} was added: ${NEEDED}. Run "git fetch --unshallow"`, {
      cause,
    });
  });
}

const NEEDED = 'the code before the newest migration is taken from its history';

/** Those of this checkout if they are the same; linked anew each time, since another checkout may have made the folder. */
async function installPackages(folder: string): Promise<void> {
  const packages = join(folder, 'node_modules');
  if (lock(folder) === lock(ROOT)) {
    rmSync(packages, { force: true });
    symlinkSync(join(ROOT, 'node_modules'), packages);
  } else if (!existsSync(packages)) {
    mkdirSync(packages);
    await run('npm', ['ci', '--omit=dev', '--ignore-scripts'], { cwd: folder });
  }
}

function lock(folder: string): string {
  return readFileSync(join(folder, 'package-lock.json'), 'utf8');
}

async function git(...args: string[]): Promise<string> {
  return (await run('git', args, { cwd: ROOT })).stdout.trim();
}
