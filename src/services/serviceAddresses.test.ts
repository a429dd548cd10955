// SERVICES_FILE on a real file system, mounted as Kubernetes does it.
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { createMountedFolder, type MountedFolder } from '../../test/support/mountedFolder.ts';
import { certificate } from '../../test/support/rawServer.ts';
import { errorMessage } from '../domain/errors.ts';
import { openServiceAddresses, type ServiceAddresses } from './serviceAddresses.ts';

const opened: { addresses: ServiceAddresses[]; folders: MountedFolder[] } = { addresses: [], folders: [] };
afterEach(() => {
  for (const addresses of opened.addresses.splice(0)) addresses.stop();
  for (const folder of opened.folders.splice(0)) folder.remove();
});

function mounted(files: Record<string, string>): MountedFolder {
  const folder = createMountedFolder(files);
  opened.folders.push(folder);
  return folder;
}

function createLog() {
  const lines: string[] = [];
  const log = pino(
    new Writable({
      write(line: Buffer, _encoding, done) {
        lines.push(line.toString());
        done();
      },
    }),
  );
  return { log, text: () => lines.join('') };
}

async function open(folder: MountedFolder, variables: Record<string, string> = {}) {
  const { log, text } = createLog();
  const addresses = await openServiceAddresses(
    {
      services: undefined,
      servicesFile: folder.path('services.yaml'),
      serviceUrls: new Map(Object.entries(variables)),
    },
    log,
  );
  opened.addresses.push(addresses);
  return { ...addresses, log, text };
}

const WITH_HEADER = 'mail: {url: http://mail, header: {name: Authorization, valueFile: token}}\n';

it('is the closed list of services, each with the address of the file or of its variable', async () => {
  const folder = mounted({ 'services.yaml': 'mail: http://mail\ncrawler:\n' });
  const { find, isListed, all } = await open(folder, {
    CRAWLER_URL: 'http://crawler',
    BILLING_URL: 'http://billing',
  });
  expect(find('mail')).toMatchObject({ url: 'http://mail', source: 'file' });
  expect(find('crawler')).toMatchObject({ url: 'http://crawler', source: 'variable' });
  expect(find('billing')).toBeUndefined();
  expect(isListed('billing')).toBe(false);
  expect(all()).toEqual({ mail: 'http://mail', crawler: 'http://crawler' });
});

it('reads the file and a secret again when their mount is replaced', async () => {
  const folder = mounted({ 'services.yaml': WITH_HEADER, token: 'Bearer first-token\n' });
  const { find, text } = await open(folder);
  expect(find('mail')!.header!.headers()).toEqual({ authorization: 'Bearer first-token' });
  folder.mount({ 'services.yaml': WITH_HEADER, token: 'Bearer second-token\n' });
  await expect.poll(() => find('mail')!.header!.headers()).toEqual({ authorization: 'Bearer second-token' });
  folder.mount({ 'services.yaml': WITH_HEADER.replace('//mail', '//moved'), token: 'x-token' });
  await expect.poll(() => find('mail')!.url).toBe('http://moved');
  expect(text()).toContain('SERVICES_FILE was read again');
});

it('keeps the last good version of a file that was broken, and says where it is wrong', async () => {
  const folder = mounted({ 'services.yaml': 'mail: http://mail\n' });
  const { find, problem, reload, text } = await open(folder);
  folder.mount({ 'services.yaml': 'mail:\n  uri: http://mail\n  maxConcurrent: -1\n' });
  await expect
    .poll(problem)
    .toMatch(/cannot be used: line 3: .* \(and 1 more; see the log\); this process goes on/);
  await reload();
  expect(find('mail')!.url).toBe('http://mail');
  expect(text().match(/SERVICES_FILE cannot be used.*correct it/g)).toHaveLength(1);
  expect(text()).toContain(folder.path('services.yaml'));
  expect(text()).toContain('line 2: mail: unknown key \\"uri\\"');
  folder.mount({ 'services.yaml': 'mail: http://mail\n' });
  await expect.poll(problem).toBeNull();
});

it('refuses a start with every problem of the file and of the files that it names', async () => {
  const folder = mounted({
    'services.yaml': `mail: http://mail
crawler:
  url: https://crawler
  header: {name: Authorization, valueFile: absent}
report:
  url: https://report
  tls: {cert: certificate.pem, key: key.pem}
storage:
  url: http://storage
  tls: {ca: certificate.pem}
billing: {maxConcurrent: 3}
shop: {url: http://shop, header: {name: X-Key, valueFile: lines}}
audit: {url: https://audit, tls: {ca: lines}}
`,
    'certificate.pem': certificate('otherHost'),
    'key.pem': certificate('selfSigned'),
    lines: 'hunter\n22',
  });
  const message = await open(folder, { MAIL_URL: 'http://elsewhere' }).then(() => 'opened', errorMessage);
  expect(message).toContain('has 7 problem(s)');
  expect(message.split('\n').slice(1)).toEqual([
    '- line 1: mail: the file and MAIL_URL have different addresses for it; keep one of them',
    `- line 2: crawler: header.valueFile: ${folder.path('absent')} cannot be read (ENOENT)`,
    expect.stringMatching(/^- line 5: report: tls: not a PEM that can be used \(.*MISMATCH\)/),
    '- line 8: storage: tls needs an https:// address',
    '- line 11: billing: has no url, and BILLING_URL is not set to an http(s) address',
    `- line 12: shop: header.valueFile: ${folder.path('lines')} has characters that no header may have`,
    expect.stringMatching(/^- line 13: audit: tls\.ca: not a PEM that can be used/),
  ]);
  expect(message).not.toContain('hunter');
});

it('never writes a secret to a log', async () => {
  const folder = mounted({ 'services.yaml': WITH_HEADER, token: 'Bearer hunter22' });
  const { find, log, text } = await open(folder);
  log.info({ address: find('mail') }, 'address');
  expect(text()).toContain('http://mail');
  expect(text()).not.toContain('hunter22');
  const { redact } = find('mail')!.header!;
  expect(redact('token hunter22 is not known; got "Bearer hunter22"')).toBe(
    'token [secret] is not known; got "[secret]"',
  );
});
