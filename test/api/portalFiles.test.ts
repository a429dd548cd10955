// The admin portal's files: one page for every view, assets that browsers keep, nothing else.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectError } from '../support/expectError.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

let scheduler: TestScheduler;
let portalFolder: string;
beforeAll(async () => {
  portalFolder = await mkdtemp(join(tmpdir(), 'portal-'));
  scheduler = await startTestScheduler({ portalFolder });
});
afterAll(async () => {
  await scheduler.stop();
  await rm(portalFolder, { recursive: true });
});

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const get = (path: string, headers: Record<string, string> = HTML) =>
  fetch(`${scheduler.url}${path}`, { headers });

it('says how to build a portal that is not there, and then serves it without a restart', async () => {
  const missing = await get('/admin/scheduler/');
  expect(missing.status).toBe(503);
  expect(await missing.text()).toContain('npm run build');

  await mkdir(join(portalFolder, 'assets/folder.js'), { recursive: true });
  await writeFile(join(portalFolder, 'index.html'), '<html><head><script>go()</script></head></html>');
  await writeFile(join(portalFolder, 'assets/main-1a2b.js'), 'export {}');
  await writeFile(join(portalFolder, 'secret.json'), '{}');

  const page = await get('/admin/scheduler/');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  const policy = page.headers.get('content-security-policy')!;
  const nonce = /'nonce-([^']+)'/.exec(policy)![1];
  expect(policy).toContain(`script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}';`);
  expect(policy).toContain("frame-ancestors 'self'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toContain('unsafe');
  expect(await page.text()).toContain(`<script nonce="${nonce}">go()</script>`);
  expect(page.headers.get('strict-transport-security')).toBe(null);
  const again = await get('/admin/scheduler/');
  expect(again.headers.get('content-security-policy')).not.toContain(nonce);

  const asset = await get('/admin/scheduler/assets/main-1a2b.js', { accept: '*/*' });
  expect(asset.status).toBe(200);
  expect(asset.headers.get('content-type')).toContain('javascript');
  expect(asset.headers.get('cache-control')).toContain('immutable');

  const content = brotliCompressSync('export const compressed = true;');
  await writeFile(join(portalFolder, 'assets/main-1a2b.js.br'), content);
  const compressed = await get('/admin/scheduler/assets/main-1a2b.js', { 'accept-encoding': 'gzip, br' });
  expect(compressed.headers.get('content-encoding')).toBe('br');
  expect(compressed.headers.get('vary')).toMatch(/accept-encoding/i);
  expect(compressed.headers.get('content-type')).toContain('javascript');
  expect(await compressed.text()).toBe('export const compressed = true;');
  const plain = await get('/admin/scheduler/assets/main-1a2b.js', { 'accept-encoding': 'identity' });
  expect(await plain.text()).toBe('export {}');
});

// A proxy strips "/x/y" and passes the rest on; the browser resolves the base against the address it knows.
it.each(['', '/', '/jobs', '/jobs/', '/jobs/daily-digest/history', '/jobs/a%2Fb'])(
  'leads "/admin/scheduler%s" to the assets, also behind a prefix',
  async (path) => {
    const html = await (await get(`/admin/scheduler${path}`)).text();
    const base = /<base href="([^"]*)"/.exec(html)?.[1] ?? '';
    for (const origin of ['https://ops.example', 'https://ops.example/x/y']) {
      expect(new URL(base, `${origin}/admin/scheduler${path}`).href).toBe(`${origin}/admin/scheduler/`);
    }
  },
);

it.each([
  '/assets/absent.js',
  '/assets/',
  '/assets/..%2Fsecret.json',
  '/assets/..%2F..%2Fpackage.json',
  '/assets/folder.js',
  '/assets/main-1a2b.js/more',
  `/assets/${'a'.repeat(300)}`,
  `/assets/${'a'.repeat(254)}`,
])('has no "/admin/scheduler%s"', async (path) => {
  const answer = await get(`/admin/scheduler${path}`);
  expect(answer.status).toBe(404);
});

it('answers with the page only who asks for one', async () => {
  const answer = await scheduler.api('GET', '/admin/scheduler/jobs', undefined, {
    accept: 'application/json',
  });
  expectError(answer, 404, 'ROUTE_NOT_FOUND');
});
