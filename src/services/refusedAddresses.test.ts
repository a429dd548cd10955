import type dns from 'node:dns';
import type { LookupAddress } from 'node:dns';
import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { AddressRefused, createReach } from './refusedAddresses.ts';

const OWN_PORT = 8080;

/** How the host of a URL is judged when it is an address. */
function judged(url: string, allowed: string[] = []): string {
  try {
    createReach({ ownPort: OWN_PORT, allowed })(new URL(url));
    return 'called';
  } catch (error) {
    expect(error).toBeInstanceOf(AddressRefused);
    return String(error);
  }
}

it.each([
  'http://169.254.169.254/',
  'https://169.254.0.1:8443/',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://0251.0376.0251.0376/',
  'http://169.254.43518/',
  'http://①⑥⑨.254.169.254/',
  'http://[fe80::1]/',
  'http://[febf::1]/',
  'http://[fd00:ec2::254]/',
  'http://[fd00:0ec2:0:0:0:0:0:0254]/',
  'http://[::ffff:169.254.169.254]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://[::ffff:0:a9fe:a9fe]/',
  'http://[::a9fe:a9fe]/',
  'http://[64:ff9b::169.254.169.254]/',
  'http://[2002:a9fe:a9fe::1]/',
])('refuses %s as link-local', (url) => expect(judged(url)).toContain('link-local'));

it.each(['http://0.0.0.0/', 'http://0/', 'http://0.1.2.3/', 'http://[::]/', 'http://[::ffff:0.0.0.0]/'])(
  'refuses %s as nobody',
  (url) => expect(judged(url)).toContain('no address of a host'),
);

it('refuses its own port on this machine, under each of its addresses', () => {
  const own = Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).filter(({ family }) => family === 'IPv4').map(({ address }) => address),
  );
  for (const host of ['127.0.0.1', '127.9.9.9', '2130706433', '[::1]', '[::ffff:127.0.0.1]', ...own]) {
    expect(judged(`http://${host}:${OWN_PORT}/`), host).toContain('this scheduler itself');
    expect(judged(`http://${host}:8081/`), host).toBe('called');
  }
});

it.each(['http://10.1.2.3/', 'http://192.168.1.1:8080/', 'http://[fd00::1]/', 'http://[2001:db8::1]/'])(
  'calls %s',
  (url) => expect(judged(url)).toBe('called'),
);

it('calls what the operator allows, and nothing beside it', () => {
  expect(judged('http://169.254.7.8/', ['169.254.7.8'])).toBe('called');
  expect(judged('http://[::ffff:169.254.7.8]/', ['169.254.7.0/24'])).toBe('called');
  expect(judged('http://169.254.169.254/', ['169.254.7.0/24'])).toContain('link-local');
  expect(judged(`http://127.0.0.1:${OWN_PORT}/`, ['127.0.0.1'])).toBe('called');
});

it('judges all answers of a name server, and each time anew', async () => {
  const answers: (string | LookupAddress[])[] = [
    '10.0.0.1',
    '169.254.169.254',
    [
      { address: '10.0.0.1', family: 4 },
      { address: 'fe80::1%eth0', family: 6 },
    ],
    [{ address: '10.0.0.2', family: 4 }],
  ];
  const lookup = ((_name: string, _options: object, callback: (...answer: unknown[]) => void) =>
    callback(null, answers.shift(), 4)) as unknown as typeof dns.lookup;
  const reach = createReach({ ownPort: OWN_PORT, allowed: [] }, lookup);
  const resolved = () =>
    new Promise((resolve) =>
      reach(new URL('http://rebound.example/'))('rebound.example', {}, (error, address) =>
        resolve(error ? error.message : address),
      ),
    );
  expect(await resolved()).toBe('10.0.0.1');
  expect(await resolved()).toContain('169.254.169.254 is a link-local');
  expect(await resolved()).toContain('fe80::1%eth0 is a link-local');
  expect(await resolved()).toEqual([{ address: '10.0.0.2', family: 4 }]);
});
