// The build of programs that are Go modules, pinned by a go.mod of ours.
import { mkdirSync, readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import which from 'which';
import { runProcess } from '../process/runProcess.ts';
import type { ServerProcess } from '../process/serverProcess.ts';

const LOOK_EVERY_MS = 1_000;
/** The build takes every core for minutes; the servers that people use meanwhile come first. */
const PRIORITY = 10;

export type GoBuild = {
  /** The folder of the go.mod. */
  module: string;
  package: string;
  /** Of the program. */
  output: string;
  /** For logs and temporary files; its owner removes it. */
  workFolder: string;
  /** The sentence before the progress: `… is being built with go`. */
  what: string;
  env: NodeJS.ProcessEnv;
  report: (step: string) => void;
  onStart?: ((server: ServerProcess) => void) | undefined;
};

export async function goBuild(build: GoBuild): Promise<void> {
  const { module, workFolder, what, env, report, onStart } = build;
  const go = which.sync('go', { nothrow: true, path: env['PATH'] ?? '' });
  if (go === null) throw new Error('there is no `go` on PATH to build it with');
  // go's own temporary files go with the folder, however the build ends.
  const temporary = join(workFolder, 'tmp');
  mkdirSync(temporary);

  const runGo = async (step: string, args: string[], look: (lines: string[]) => string) => {
    const logFile = join(workFolder, `${step}.log`);
    const looking = setInterval(() => report(`${what}: ${look(linesOf(logFile))}`), LOOK_EVERY_MS);
    try {
      await runProcess({
        name: `go ${step}`,
        command: go,
        args: [step, '-C', module, ...args],
        env: { ...env, GOTMPDIR: temporary },
        logFile,
        onStart: (server) => {
          setPriority(server.pid, PRIORITY);
          onStart?.(server);
        },
      });
    } finally {
      clearInterval(looking);
    }
    return linesOf(logFile);
  };

  report(what);
  // The packages that this build has to compile. Their sources are fetched by the way, one line for each module.
  const format = '{{if .Stale}}{{.ImportPath}}{{end}}';
  const listed = await runGo('list', ['-deps', '-f', format, build.package], (lines) => {
    const fetched = lines.filter(isAboutModule).length;
    return fetched === 0 ? 'counting packages' : `${inWords(fetched)} modules fetched`;
  });
  const count = listed.filter((line) => !isAboutModule(line)).length;
  const args = ['-v', '-ldflags=-s -w', '-o', build.output, build.package];
  await runGo('build', args, ({ length: compiled }) =>
    compiled < count ? `${inWords(compiled)} of ${inWords(count)} packages compiled` : 'linking',
  );
}

/** The version of a module that a go.mod requires, without its `v`. */
export function requiredVersion(moduleFolder: string, required: string): string {
  const lines = readFileSync(join(moduleFolder, 'go.mod'), 'utf8').split('\n');
  const version = lines.map((line) => line.trim().split(' ')).find(([name]) => name === required)?.[1];
  if (version === undefined) throw new Error(`${moduleFolder}/go.mod does not require ${required}`);
  return version.slice(1);
}

/** `go: downloading github.com/…` */
function isAboutModule(line: string): boolean {
  return line.startsWith('go: ');
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}

function inWords(count: number): string {
  return count.toLocaleString('en');
}
