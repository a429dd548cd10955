// docker-compose.yml as docker compose v2 reads it: profiles chosen, variables filled in, env files merged.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { goProgram } from './goProgram.ts';

export const CHECKOUT = join(import.meta.dirname, '../../..');

const Healthcheck = z.object({ test: z.array(z.string()).optional(), disable: z.boolean().optional() });

const Service = z.object({
  image: z.string(),
  command: z.array(z.string()).nullish(),
  entrypoint: z.array(z.string()).nullish(),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  depends_on: z
    .record(
      z.string(),
      z.object({
        condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']),
      }),
    )
    .default({}),
  healthcheck: Healthcheck.optional(),
  ports: z
    .array(z.object({ host_ip: z.string().optional(), published: z.string(), target: z.number() }))
    .default([]),
  volumes: z.array(z.object({ source: z.string(), target: z.string() })).default([]),
  user: z.string().optional(),
  read_only: z.boolean().optional(),
  stop_grace_period: z.string().optional(),
});
export type ComposeService = z.infer<typeof Service>;

const Compose = z.object({ services: z.record(z.string(), Service) });

export interface ComposeOptions {
  profiles?: string[];
  /** What `.env` would hold. */
  environment: Record<string, string>;
}

/** @throws with what docker compose says about a file that it refuses. */
export async function composeConfig({ profiles = [], environment }: ComposeOptions) {
  const program = await goProgram('docker-compose');
  const { stdout } = await promisify(execFile)(
    program,
    [
      // A developer's .env is not the tests'.
      '--env-file=/dev/null',
      `--project-directory=${CHECKOUT}`,
      ...profiles.flatMap((profile) => ['--profile', profile]),
      'config',
      '--format=json',
    ],
    { cwd: CHECKOUT, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment } },
  );
  return Compose.parse(JSON.parse(stdout)).services;
}
