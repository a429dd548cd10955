// What `npm run dev` needs built. In processes of their own: a bundler leaves hundreds of megabytes in the one it ran in.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runProcess } from './process/runProcess.ts';
import type { ServerProcess } from './process/serverProcess.ts';

const CHECKOUT = join(import.meta.dirname, '..');

type Build = {
  name: string;
  output: string;
  /** Files and folders that the output is made of. */
  sources: string[];
  script: string;
  args?: string[];
};

export const PORTAL: Build = {
  name: 'the build of the admin portal',
  output: 'portal/dist/index.html',
  sources: [
    'portal/src',
    'portal/index.html',
    'portal/package.json',
    'portal/vite.config.ts',
    'src/contract',
    'src/domain',
    'package.json',
    'package-lock.json',
  ],
  script: 'node_modules/vite/bin/vite.js',
  args: ['build', 'portal', '--logLevel', 'warn'],
};

export const WORKFLOWS: Build = {
  name: 'the build of the workflow code',
  output: 'dist/workflow-bundle.js',
  sources: ['src', 'package-lock.json'],
  script: 'src/worker/bundleWorkflows.ts',
};

export const CLIENT: Build = {
  name: 'the build of the client',
  output: 'clients/typescript/dist/cjs/package.json',
  sources: ['clients/typescript/src', 'clients/typescript/build.ts', 'clients/typescript/package.json'],
  script: 'clients/typescript/build.ts',
};

/** Builds unless the output is newer than all of its sources. */
export async function buildWhenChanged(
  { name, output, sources, script, args = [] }: Build,
  onStart: (program: ServerProcess) => void,
): Promise<void> {
  if (changedAt(output) > Math.max(...sources.map(changedAt))) return;
  console.log(`Starting ${name} …`);
  await runProcess({
    name,
    command: process.execPath,
    args: [script, ...args],
    cwd: CHECKOUT,
    env: { ...process.env, NODE_ENV: 'production' },
    onStart,
  });
}

/** When the file, or the newest one in the folder, was changed (epoch ms); 0 if there is none. */
function changedAt(path: string): number {
  const stats = statSync(join(CHECKOUT, path), { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.mtimeMs ?? 0;
  return Math.max(
    stats.mtimeMs,
    ...readdirSync(join(CHECKOUT, path)).map((name) => changedAt(join(path, name))),
  );
}
