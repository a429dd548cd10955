// For the tests over Supabase's adapter: the REST server's program, built once into the cache.
import type { TestProject } from 'vitest/node';
import { obtainRestServer } from '../../dev/rest/obtainRestServer.ts';

export default async function restServerSetup(project: TestProject): Promise<void> {
  project.provide(
    'restServer',
    await obtainRestServer(process.env, (line) => console.log(`test support: ${line}`)),
  );
}
