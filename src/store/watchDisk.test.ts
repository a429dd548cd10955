import { Client } from 'pg';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../../test/support/testDatabase.ts';
import { createPgDatabase } from './pgDatabase.ts';
import { watchDisk } from './watchDisk.ts';

it('remembers a call that was refused for want of room, until the same call succeeds', async () => {
  const { url, drop } = await createTestDatabase();
  const database = watchDisk(createPgDatabase(url, () => undefined));
  const admin = new Client({ connectionString: url });
  await admin.connect();
  await admin.query(`
    alter function public.set_service(jsonb) rename to set_service_with_room;
    create function public.set_service(args jsonb) returns jsonb language plpgsql security definer as $$
    begin
      raise 'could not extend file "base/5/1": No space left on device' using errcode = 'disk_full';
    end $$`);
  const set = () => database.call('set_service', { service: 'one', actor: 'test', maxConcurrent: 1 });
  expect(database.diskProblem()).toBeNull();
  await expect(set()).rejects.toThrow(/takes no writes/);
  await database.call('count_jobs', {});
  expect(database.diskProblem()).toMatch(
    /takes no writes \(set_service\).*No space left on device; free some space/,
  );
  await admin.query(`
    drop function public.set_service(jsonb);
    alter function public.set_service_with_room(jsonb) rename to set_service`);
  await set();
  expect(database.diskProblem()).toBeNull();
  await admin.end();
  await database.close();
  await drop();
});
