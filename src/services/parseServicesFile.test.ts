import { expect, it } from 'vitest';
import { parseServicesFile } from './parseServicesFile.ts';

it('reads addresses, TLS options, a header and a limit, with the line of each service', () => {
  const text = `# Ours
email-service: http://email:3000/
crawler:
  url: https://crawler.example/api/v2
  tls: { ca: tls/ca.pem, cert: tls/client.pem, key: tls/client.key, serverName: crawler.internal }
  header: { name: Authorization, valueFile: secrets/crawler }
  maxConcurrent: 4
billing:
`;
  expect(parseServicesFile(text)).toEqual({
    problems: [],
    entries: [
      { name: 'email-service', line: 2, url: 'http://email:3000' },
      {
        name: 'crawler',
        line: 3,
        url: 'https://crawler.example/api/v2',
        tls: {
          ca: 'tls/ca.pem',
          cert: 'tls/client.pem',
          key: 'tls/client.key',
          serverName: 'crawler.internal',
        },
        header: { name: 'Authorization', valueFile: 'secrets/crawler' },
        maxConcurrent: 4,
      },
      { name: 'billing', line: 8 },
    ],
  });
});

it('lists every problem at once, with its line, and quotes no value', () => {
  const text = `email: https://me:hunter22@mail
crawler:
  url: ftp://crawler
  maxConcurrent: 0
  tls: { cert: a.pem }
bad name: http://host
report:
  header: { name: Authorization, value: hunter22 }
  timeout: 5
storage:
  header: { name: Idempotency-Key, valueFile: key }
a.b: http://one
a-b: http://two
`;
  const { problems } = parseServicesFile(text);
  expect(problems).toEqual([
    expect.stringMatching(/^line 1: email.*: must be an http\(s\) address .*without user/),
    expect.stringMatching(/^line 3: crawler\.url: must be an http\(s\) address/),
    expect.stringMatching(/^line 5: crawler\.tls: cert and key go together/),
    expect.stringMatching(/^line 4: crawler\.maxConcurrent: /),
    expect.stringMatching(/^line 6: bad name: must be 1 to 100 letters/),
    expect.stringMatching(/^line 8: report\.header\.valueFile: must be the path of a file/),
    expect.stringMatching(/^line 8: report\.header: unknown key "value"; a header has name and valueFile/),
    expect.stringMatching(
      /^line 9: report: unknown key "timeout"; a service has url, tls, header, maxConcurrent/,
    ),
    expect.stringMatching(/^line 11: storage\.header\.name: must be the name of a header that the scheduler/),
  ]);
  expect(problems.join()).not.toContain('hunter22');
  expect(parseServicesFile('a.b: http://one\na-b: http://two\n').problems).toEqual([
    'line 2: a-b and a.b would share A_B_URL; rename one',
  ]);
});

it.each([
  ['email: http://one\nemail: http://two\n', 'line 2: is not valid YAML (duplicate key)'],
  ['email: {url: "hunter22\n', /^line \d: is not valid YAML/],
  ['email: *nobody\n', /^line 1: an alias names nothing/],
  ['- http://one\n', 'line 1: must be a list of services: a name, a colon, and its address'],
  ['http://one', 'line 1: must be a list of services: a name, a colon, and its address'],
])('refuses %j', (text, problem) => {
  const [first = ''] = parseServicesFile(text).problems;
  expect(first).toEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem));
  expect(first).not.toContain('hunter22');
});

it('takes an empty file as an empty list', () => {
  expect(parseServicesFile('')).toEqual({ entries: [], problems: [] });
  expect(parseServicesFile('# none yet\n')).toEqual({ entries: [], problems: [] });
});

it('is not blown up by aliases', () => {
  const lines = ['a0: &a0 [x,x,x,x,x,x,x,x,x]'];
  for (let level = 1; level < 12; level += 1) {
    lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(',')}]`);
  }
  expect(parseServicesFile(lines.join('\n')).problems.length).toBeGreaterThan(0);
});
