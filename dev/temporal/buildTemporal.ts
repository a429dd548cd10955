// The build of the `temporal` program with go, for machines that cannot reach the download.
import { mkdirSync, readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import which from 'which';
import { runProcess } from '../process/runProcess.ts';
import { TEMPORAL_MODULE } from './cache.ts';
import type { Order } from './order.ts';

const PACKAGE = 'github.com/temporalio/cli/cmd/temporal';
const LOOK_EVERY_MS = 1_000;
/** The build takes every core for minutes; the servers that people use meanwhile come first. */
const PRIORITY = 10;

/** @returns the path of the built program. */
export async function buildTemporal({ version, workFolder, env, onStart, report }: Order): Promise<string> {
  const go = which.sync('go', { nothrow: true, path: env['PATH'] ?? '' });
  if (go === null) throw new Error('there is no `go` on PATH to build it with');
  const what = `Temporal ${version} is being built with go (once; 3 to 6 minutes on an idle machine)`;
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
        args: [step, '-C', TEMPORAL_MODULE, ...args],
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
  const listed = await runGo('list', ['-deps', '-f', format, PACKAGE], (lines) => {
    const fetched = lines.filter(isAboutModule).length;
    return fetched === 0 ? 'counting packages' : `${inWords(fetched)} modules fetched`;
  });
  const count = listed.filter((line) => !isAboutModule(line)).length;
  const binary = join(workFolder, 'temporal');
  await runGo('build', ['-v', '-ldflags=-s -w', '-o', binary, PACKAGE], ({ length: compiled }) =>
    compiled < count ? `${inWords(compiled)} of ${inWords(count)} packages compiled` : 'linking',
  );
  return binary;
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
