import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, expect, it } from 'vitest';
import { createSignCall, readMasterKeys } from './signCall.ts';
import { signingKeyOf } from './signingKeys.ts';

const OLD = 'old-'.repeat(10);
const NEW = 'new-'.repeat(10);
const CALL = { service: 'report-service', id: 'e1.1', body: '{"jobName":"report"}' };

const folder = mkdtempSync(join(tmpdir(), 'scheduler-service-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Whether a service that holds these keys takes a call signed with those. */
function takes(held: string[], masterKeys: string[]): boolean {
  const headers = createSignCall(masterKeys)(CALL);
  return held.some((master) => {
    try {
      return Boolean(new Webhook(signingKeyOf(master, CALL.service)).verify(CALL.body, headers));
    } catch (error) {
      expect(String(error)).toContain('No matching signature');
      return false;
    }
  });
}

it('loses no call in any step of a rotation: add, roll the services, remove', () => {
  const steps = [
    { scheduler: [OLD], services: [[OLD]] },
    { scheduler: [NEW, OLD], services: [[OLD]] },
    { scheduler: [NEW, OLD], services: [[OLD], [NEW], [NEW, OLD]] },
    { scheduler: [NEW], services: [[NEW], [NEW, OLD]] },
  ];
  for (const { scheduler, services } of steps) {
    for (const held of services)
      expect(takes(held, scheduler), [...scheduler, 'for', ...held].join(' ')).toBe(true);
  }
  expect(takes([OLD], [NEW]), 'a service that was forgotten').toBe(false);
});

it('puts the newest key first, and adds nothing without keys', () => {
  const [first] = createSignCall([NEW, OLD])(CALL)['webhook-signature']!.split(' ');
  expect(createSignCall([NEW])(CALL)['webhook-signature']).toBe(first);
  expect(createSignCall([])(CALL)).toEqual({});
});

it('reads the keys of a file, one in each line, and quotes none of them', async () => {
  const file = join(folder, 'keys');
  const read = () => readMasterKeys({ signingKeys: [], signingKeysFile: file });
  await expect(read()).rejects.toThrow('cannot be read (ENOENT)');
  writeFileSync(file, `${NEW}\n${OLD}\n`);
  expect(await read()).toEqual([NEW, OLD]);
  for (const bad of ['', 'short', `${NEW}\n${NEW}`, `${NEW}\nshort`]) {
    writeFileSync(file, bad);
    const problem = await read().catch(String);
    expect(problem).toContain('at least 32 characters');
    expect(problem).not.toMatch(/new-|short/);
  }
});
