import { expect, it } from 'vitest';
import { signingKeyOf } from './signingKeys.ts';

const MASTER = 'a-master-key-of-thirty-two-characters';

it('never changes the key of a service, which the service has in its environment', () => {
  expect(signingKeyOf(MASTER, 'report-service')).toBe('whsec_rTisPl4vAW/rJ5pnuCx5W1NwR6j4pQtVL7QQzdsEmnk=');
});

it('is another key for each service and each master key', () => {
  const keys = [MASTER, `${MASTER}2`].flatMap((master) => [
    signingKeyOf(master, 'report-service'),
    signingKeyOf(master, 'report-service2'),
  ]);
  expect(new Set(keys).size).toBe(4);
  for (const key of keys) expect(Buffer.from(key.replace('whsec_', ''), 'base64')).toHaveLength(32);
});
