// Signs calls by Standard Webhooks, with a key for each master key: while keys are rotated, a service may know either.
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import { MASTER_KEYS_RULE, parseMasterKeys } from '../domain/masterKeys.ts';
import { keyOf } from './signingKeys.ts';

/** @returns the headers to add; none without keys */
export type SignCall = (call: { service: string; id: string; body: string }) => Record<string, string>;

export const UNSIGNED =
  'calls are not signed, so a service cannot tell them from those of others; set SIGNING_KEYS or SIGNING_KEYS_FILE';

/** @throws Error when SIGNING_KEYS_FILE cannot be used; it quotes nothing of the file */
export async function readMasterKeys(
  config: Pick<Config, 'signingKeys' | 'signingKeysFile'>,
): Promise<readonly string[]> {
  const file = config.signingKeysFile;
  if (file === undefined) return config.signingKeys;
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new Error(`SIGNING_KEYS_FILE ${file} cannot be read (${code})`, { cause });
  });
  const keys = parseMasterKeys(text);
  if (keys === undefined) throw new Error(`SIGNING_KEYS_FILE ${file} ${MASTER_KEYS_RULE}`);
  return keys;
}

export function createSignCall(masterKeys: readonly string[]): SignCall {
  if (masterKeys.length === 0) return () => ({});
  return ({ service, id, body }) => {
    const timestamp = Math.floor(Date.now() / 1_000);
    const signatures = masterKeys.map((masterKey) => {
      const hmac = createHmac('sha256', keyOf(masterKey, service));
      return `v1,${hmac.update(`${id}.${timestamp}.${body}`).digest('base64')}`;
    });
    return {
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatures.join(' '),
    };
  };
}
