// GET /openapi.json, and that its examples do what they say.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { startTestService, type TestService } from '../support/testService.ts';

interface Operation {
  operationId: string;
  parameters?: { in: string; name: string; required?: boolean; example?: string | number }[];
  requestBody?: { required?: boolean; content: { 'application/json': { example?: object } } };
}

let scheduler: TestScheduler;
let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  scheduler = await startTestScheduler({ environment: { EMAIL_SERVICE_URL: service.url } });
  for (const name of ['daily-digest', 'email-queue', 'report', 'monthly-report']) {
    await scheduler.register({ name, service: 'email-service', cronExpression: '0 8 * * *' });
  }
});
afterAll(async () => {
  await scheduler.stop();
  await service.stop();
});

it('has examples that succeed', async () => {
  const { body: document } = await scheduler.api('GET', '/openapi.json');
  const sent: string[] = [];
  for (const [path, item] of Object.entries<Record<string, Operation>>(document.paths)) {
    for (const [method, { operationId, parameters = [], requestBody }] of Object.entries(item)) {
      const required = parameters.filter((one) => one.required);
      const body = requestBody?.content['application/json'].example;
      if (required.some(({ example }) => example === undefined)) continue;
      if (requestBody?.required && body === undefined) continue;
      // Only pages of the scheduler may.
      if (operationId === 'signOut') continue;
      const given = parameters.filter((one) => one.example !== undefined);
      const pairs = (place: string) =>
        given.filter((one) => one.in === place).map(({ name, example }) => [name, String(example)]);
      const address = pairs('path').reduce((all, [name, value]) => all.replace(`{${name}}`, value!), path);
      const search = new URLSearchParams(pairs('query') as [string, string][]).toString();
      const url = search === '' ? address : `${address}?${search}`;
      const answer = await scheduler.api(
        method.toUpperCase(),
        url,
        body,
        Object.fromEntries(pairs('header')),
      );
      expect(answer.status, `${operationId}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
      sent.push(operationId);
    }
  }
  expect(sent).toEqual(expect.arrayContaining(['registerJob', 'triggerJob', 'deleteJob', 'listExecutions']));
  expect(sent.length).toBeGreaterThan(25);
});

it('has the page of the API, whose policy allows nothing inline and no other host', async () => {
  const page = await fetch(`${scheduler.url}/docs`);
  expect(page.status).toBe(200);
  const policy = page.headers.get('content-security-policy');
  expect(policy).not.toMatch(/unsafe|https?:/);
  const files = [...(await page.text()).matchAll(/(?:src|href)="(docs\/[^"]+)"/g)].map(([, file]) => file!);
  expect(files).toHaveLength(4);
  for (const file of files) expect((await fetch(`${scheduler.url}/${file}`)).status, file).toBe(200);
  expect((await fetch(`${scheduler.url}/docs/package.json`)).status).toBe(404);
  expect((await fetch(`${scheduler.url}/docs/`, { redirect: 'manual' })).headers.get('location')).toBe(
    '../docs',
  );
});
