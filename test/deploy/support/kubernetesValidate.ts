// Kubernetes' own schemas: the program kubernetes-validate of PyPI has those of every version. Installed once into the cache.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cachedProgram } from '../../../dev/programCache.ts';

const run = promisify(execFile);

const VERSION = '1.37.0';

/** @returns a line for each object: `… passed for resource deployment/scheduler-api against version 1.37` */
export async function kubernetesValidate(file: string, kubernetesVersion: string): Promise<string[]> {
  const { stdout, stderr } = await run(await obtain(), ['--strict', '-k', kubernetesVersion, file]);
  return `${stdout}${stderr}`.split('\n').filter(Boolean);
}

async function obtain(): Promise<string> {
  const environment = dirname(cachedProgram('kubernetes-validate', VERSION, process.env));
  // pip writes the program after all that it needs.
  const program = join(environment, 'bin/kubernetes-validate');
  if (existsSync(program)) return program;
  await run('python3', ['-m', 'venv', '--clear', environment]);
  await run(join(environment, 'bin/pip'), ['install', '--quiet', `kubernetes-validate==${VERSION}`]);
  return program;
}
