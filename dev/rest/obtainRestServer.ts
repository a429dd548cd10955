// Brings a PostgREST-compatible server into the cache, for the tests over Supabase's adapter: built once with cargo, while other
// checkouts wait for that build.
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import which from 'which';
import { cachedProgram, makeWorkFolder, removeFolder } from '../programCache.ts';
import { claimProcessRecord, FolderInUseError, type ProcessRecord } from '../process/processRecord.ts';
import { runProcess } from '../process/runProcess.ts';
import { createProgress, type Report } from '../progress.ts';

/** The one place of the version. */
const CRATE = { name: 'postrust-server', version: '3.1.0', program: 'postrust' };

const LOOK_EVERY_MS = 1_000;
/** The build takes every core for minutes; the servers that people use meanwhile come first. */
const PRIORITY = 10;

/** @throws Error that says what to install, or how to do without, when there is none and it cannot be built. */
export async function obtainRestServer(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<string> {
  const program = cachedProgram(CRATE.program, CRATE.version, env);
  if (existsSync(program)) return program;
  const cargo = which.sync('cargo', { nothrow: true, path: env['PATH'] ?? '' });
  if (cargo === null) {
    throw new Error(
      `the tests over Supabase's REST gateway need ${CRATE.name}, which cargo builds once: install Rust 1.94 or newer (https://rustup.rs), or set SKIP_SUPABASE=1 to leave these tests out`,
    );
  }
  mkdirSync(dirname(program), { recursive: true });
  const { report, stop } = createProgress(say);
  const record = await claimBuild(program, report);
  try {
    // Another checkout may have built it meanwhile.
    if (!existsSync(program)) await build({ cargo, env, program, record, report });
    return program;
  } finally {
    record.remove();
    stop();
  }
}

/** Waits while another process builds. */
async function claimBuild(program: string, report: Report): Promise<ProcessRecord> {
  for (;;) {
    try {
      return await claimProcessRecord(join(dirname(program), 'build.json'), report);
    } catch (error) {
      if (!(error instanceof FolderInUseError)) throw error;
      report(`waiting for process ${error.pid}, which builds ${CRATE.name}`);
      await delay(LOOK_EVERY_MS);
    }
  }
}

async function build(order: {
  cargo: string;
  env: NodeJS.ProcessEnv;
  program: string;
  record: ProcessRecord;
  report: Report;
}): Promise<void> {
  const { cargo, env, program, record, report } = order;
  const workFolder = makeWorkFolder(program);
  const removeWork = () => removeFolder(workFolder);
  process.once('exit', removeWork);
  const what = `${CRATE.name} ${CRATE.version} is being built with cargo (once; 4 to 10 minutes)`;
  report(what);
  const logFile = join(workFolder, 'build.log');
  const looking = setInterval(() => report(`${what}: ${compiled(logFile)} crates compiled`), LOOK_EVERY_MS);
  try {
    await runProcess({
      name: 'cargo install',
      command: cargo,
      args: ['install', CRATE.name, `--version==${CRATE.version}`, '--locked', `--root=${workFolder}`],
      env: { ...env, CARGO_TARGET_DIR: join(workFolder, 'target') },
      logFile,
      onStart: (server) => {
        record.add(server);
        setPriority(server.pid, PRIORITY);
      },
    });
    renameSync(join(workFolder, 'bin', CRATE.program), program);
  } finally {
    clearInterval(looking);
    process.off('exit', removeWork);
    removeWork();
  }
}

function compiled(logFile: string): number {
  return readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => line.trim().startsWith('Compiling ')).length;
}
