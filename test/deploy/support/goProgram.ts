// Programs of the deployment, built once with go into the cache, from versions that a go.mod pins.
import { existsSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { goBuild, requiredVersion } from '../../../dev/go/goBuild.ts';
import { cachedProgram, makeWorkFolder, removeFolder } from '../../../dev/programCache.ts';
import { createProgress } from '../../../dev/progress.ts';

const CHECKOUT = join(import.meta.dirname, '../../..');
const SERVER = { module: 'temporal', requires: 'go.temporal.io/server' };

/** By the name that it has in its image. */
const PROGRAMS = {
  'temporal-server': { ...SERVER, package: 'go.temporal.io/server/cmd/server' },
  'temporal-sql-tool': { ...SERVER, package: 'go.temporal.io/server/cmd/tools/sql' },
  'docker-compose': {
    module: 'test/deploy/go/compose',
    requires: 'github.com/docker/compose/v2',
    package: 'github.com/docker/compose/v2/cmd',
  },
  caddy: {
    module: 'test/deploy/go/caddy',
    requires: 'github.com/caddyserver/caddy/v2',
    package: 'github.com/caddyserver/caddy/v2/cmd/caddy',
  },
  kustomize: {
    module: 'test/deploy/go/kustomize',
    requires: 'sigs.k8s.io/kustomize/kustomize/v5',
    package: 'sigs.k8s.io/kustomize/kustomize/v5',
  },
} satisfies Record<string, { module: string; requires: string; package: string }>;

export type GoProgram = keyof typeof PROGRAMS;

/** The version that its go.mod pins. */
export function goProgramVersion(name: GoProgram): string {
  const { module, requires } = PROGRAMS[name];
  return requiredVersion(join(CHECKOUT, module), requires);
}

/** @returns the path of the program; builds it when the cache has none, which takes minutes. */
export async function goProgram(name: GoProgram): Promise<string> {
  const version = goProgramVersion(name);
  const binary = cachedProgram(name, version, process.env);
  if (existsSync(binary)) return binary;
  const workFolder = makeWorkFolder(binary);
  const progress = createProgress(console.log);
  const output = join(workFolder, basename(binary));
  try {
    await goBuild({
      module: join(CHECKOUT, PROGRAMS[name].module),
      package: PROGRAMS[name].package,
      output,
      workFolder,
      what: `${name} ${version} is being built with go (once)`,
      env: process.env,
      report: progress.report,
    });
    renameSync(output, binary);
    return binary;
  } finally {
    progress.stop();
    removeFolder(workFolder);
  }
}
