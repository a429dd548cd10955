// Ids beyond 2^53, which JavaScript's numbers cannot hold, are passed on with every digit.
import { text } from 'node:stream/consumers';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

const ID = '9007199254740993';

let scheduler: TestScheduler;
let ledgerService: Server;
const received: string[] = [];
const answerCall: RequestListener = async (request, response) => {
  received.push(await text(request));
  response.end(
    `{"success":true,"itemsProcessed":1,"itemsSucceeded":1,"itemsFailed":0,"metadata":{"lastId":${ID},"note":"\\u0000"}}`,
  );
};
beforeAll(async () => {
  ledgerService = createServer(answerCall);
  await new Promise<void>((resolve) => ledgerService.listen(0, '127.0.0.1', resolve));
  const { port } = ledgerService.address() as AddressInfo;
  scheduler = await startTestScheduler({ environment: { LEDGER_URL: `http://127.0.0.1:${port}` } });
});
afterAll(async () => {
  await scheduler.stop();
  await new Promise((resolve) => ledgerService.close(resolve));
});

/** The answer as it was sent, without the spaces that the database's JSON has between its tokens. */
async function call(method: string, path: string, body?: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${scheduler.url}${path}`, { method, headers, ...(body && { body }) });
  return (await answer.text()).replaceAll(/([:,]) /g, '$1');
}

it('passes large ids from the registration to the service, and from its answer to the history', async () => {
  const registered = await call(
    'POST',
    '/api/jobs/register',
    `{"name":"close","jobType":"other","service":"ledger","endpoint":"/close","cronExpression":null,"config":{"accounts":[${ID}]}}`,
  );
  expect(registered).toContain(`"config":{"accounts":[${ID}]}`);
  expect(await call('GET', '/api/jobs/close')).toContain(`"accounts":[${ID}]`);

  const answered = await call('POST', '/api/jobs/close/trigger', `{"config":{"from":-${ID}}}`);
  expect(answered).toContain(`"lastId":${ID}`);
  expect(received).toHaveLength(1);
  expect(received[0]).toContain(`"config":{"from":-${ID}}`);
  // Lists come as the database writes them, with a space after a colon.
  const history = (await call('GET', '/api/jobs/close/history')).replaceAll('": ', '":');
  expect(history).toContain(`"config":{"from":-${ID}}`);
  expect(history).toContain(`"lastId":${ID}`);
});

it('refuses a setting that is too large, as any other', async () => {
  const answer = JSON.parse(await call('PATCH', '/api/jobs/close', `{"timeoutSeconds":${ID}}`));
  expect(answer).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'timeoutSeconds' }] });
});

it('passes on decimals of any precision, and the name __proto__', async () => {
  const config = '{"rate":0.12345678901234567,"__proto__":{"pi":3.14159265358979323846}}';
  const answered = await call('POST', '/api/jobs/close/trigger', `{"config":${config}}`);
  expect(answered).toContain('"success":true');
  expect(received.at(-1)).toContain('"rate":0.12345678901234567');
  expect(received.at(-1)).toContain('"__proto__":{"pi":3.14159265358979323846}');
  expect(await call('GET', '/api/jobs/close/history')).toContain('"__proto__":{"pi":3.14159265358979323846}');
});

it.each([
  ['a number beyond a double', '{"a":[1e400]}', 'config.a.0'],
  ['one below it', '{"a":1e-400}', 'config.a'],
  ['one of 140,000 digits', `{"a":1${'0'.repeat(140_000)}}`, 'config.a'],
  ['a number for an object', ID, 'config'],
])('refuses %s, which could not be kept', async (_kind, config, path) => {
  for (const answer of [
    await call('POST', '/api/jobs/close/trigger', `{"config":${config}}`),
    await call(
      'POST',
      '/api/jobs/register',
      `{"name":"lost","jobType":"other","service":"ledger","endpoint":"/close","cronExpression":null,"config":${config}}`,
    ),
  ]) {
    expect(JSON.parse(answer)).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path }] });
  }
});
