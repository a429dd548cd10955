// Nothing that lets somebody in is written down: with secrets everywhere and services that quote all they are sent, no log
// line, row, workflow history or answer has one of them.
import { Client as Postgres } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServiceToken } from '../../src/auth/serviceTokens.ts';
import { signingKeyOf } from '../../src/services/signingKeys.ts';
import { createMountedFolder, type MountedFolder } from '../support/mountedFolder.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { captureLog } from '../support/testLog.ts';
import { report, startTestService, SUCCESS, type Answer, type TestService } from '../support/testService.ts';

const service = createServiceToken({ id: 'vault-1', services: ['vault', 'absent-service'] });
const SECRETS = {
  admin: 'admin-token-'.repeat(4),
  legacy: 'legacy-token-of-all-services',
  service: service.token,
  master: 'master-key-'.repeat(4),
  jwt: 'jwt-secret-'.repeat(4),
  header: 'header-of-the-vault',
  wrong: 'a-wrong-token-'.repeat(3),
};

let scheduler: TestScheduler;
let folder: MountedFolder;
let vault: TestService;
const log = captureLog();
const answers: unknown[] = [];

beforeAll(async () => {
  vault = await startTestService();
  folder = createMountedFolder({
    'services.yaml': `test-service:\nabsent-service:\nvault: {url: "${vault.url}", header: {name: X-Vault, valueFile: token}}\n`,
    token: SECRETS.header,
  });
  scheduler = await startTestScheduler({
    environment: {
      SERVICES_FILE: folder.path('services.yaml'),
      ADMIN_TOKENS: `ada:${SECRETS.admin}`,
      SERVICE_TOKEN: SECRETS.legacy,
      SERVICE_TOKENS: JSON.stringify([service.entry]),
      SIGNING_KEYS: SECRETS.master,
      AUTH_ISSUER: 'https://issuer.example',
      AUTH_JWT_SECRET: SECRETS.jwt,
      AUTH_AUDIENCE: 'scheduler',
    },
    headers: bearer(SECRETS.service),
  });
});
afterAll(async () => {
  await scheduler.stop();
  await vault.stop();
  folder.remove();
  log.stop();
});

function bearer(token: string) {
  return { authorization: `Bearer ${token}` };
}

async function trigger(name: string): Promise<string> {
  const { body } = await scheduler.api('POST', `/api/jobs/${name}/trigger`, {}, { prefer: 'wait=1' });
  answers.push(body);
  return body.executionId;
}

it('writes no secret down, whatever fails', async () => {
  const quoting: Record<string, (headers: object) => Answer> = {
    'says-500': (headers) => ({ status: 500, body: { error: JSON.stringify(headers) } }),
    'says-401-in-text': (headers) => ({
      status: 401,
      body: JSON.stringify(headers),
      headers: { 'content-type': 'text/plain' },
    }),
    redirects: (headers) => ({
      status: 307,
      headers: { location: `/?all=${encodeURIComponent(Object.values(headers).join('/'))}` },
    }),
    succeeds: (headers) => ({ body: { ...SUCCESS, error: JSON.stringify(headers), metadata: headers } }),
    accepts: () => ({ status: 202 }),
  };
  vault.respondWith(({ body, headers }) => quoting[body.jobName]!(headers));
  for (const name of Object.keys(quoting)) {
    await scheduler.register({ name, service: 'vault', timeoutSeconds: 20 });
    await trigger(name);
  }
  await scheduler.register({ name: 'nowhere', service: 'absent-service' });
  await trigger('nowhere');

  const accepted = vault.callsTo('accepts')[0]!;
  const token = String(accepted.headers['x-scheduler-callback-token']);
  for (const secret of [SECRETS.wrong, token]) {
    answers.push(await report(accepted, 'progress', { message: `with ${secret}`, [token]: 1 }, secret));
  }
  answers.push(await report(accepted, 'complete', { success: 'no', [token]: token }));
  answers.push(await report(accepted, 'complete', { ...SUCCESS, error: token, metadata: { token } }));

  for (const headers of [...Object.values(SECRETS).map(bearer), { 'x-service-token': SECRETS.legacy }]) {
    for (const path of ['/api/jobs', '/api/jobs/nope', '/health', '/api/services']) {
      answers.push((await scheduler.api('GET', path, undefined, headers)).body);
    }
    answers.push((await scheduler.api('POST', '/api/jobs/register', '{"a":', headers)).body);
  }
  for (const name of Object.keys(quoting)) {
    answers.push(
      (await scheduler.api('GET', `/api/jobs/${name}/history`, undefined, bearer(SECRETS.admin))).body,
    );
  }

  const tokens = vault.calls.map(({ headers }) => String(headers['x-scheduler-callback-token']));
  const secrets = [...Object.values(SECRETS), signingKeyOf(SECRETS.master, 'vault'), ...tokens];
  const places = {
    log: log.text(),
    answers: JSON.stringify(answers),
    rows: await allRows(),
    histories: await allHistories(),
  };
  for (const [place, text] of Object.entries(places)) {
    expect(text.includes('says-500'), `${place} are read at all`).toBe(true);
    for (const secret of secrets) expect(text.includes(secret), `${secret} in ${place}`).toBe(false);
  }
});

async function allRows(): Promise<string> {
  const client = new Postgres({ connectionString: scheduler.databaseUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      texts.push(...rows.map(({ row }) => row));
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}

/** With their payloads as text. */
async function allHistories(): Promise<string> {
  const texts: string[] = [];
  for await (const { workflowId, runId } of scheduler.temporal.workflow.list()) {
    const history = await scheduler.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    texts.push(
      JSON.stringify(history).replaceAll(/"data":"([^"]*)"/g, (_, data: string) =>
        Buffer.from(data, 'base64').toString(),
      ),
    );
  }
  return texts.join('\n');
}
