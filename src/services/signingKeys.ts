// The keys that calls are signed with: one per service, derived from a master key, so that nothing is stored and no service
// can sign for another. https://www.standardwebhooks.com says how a call is signed.
import { hkdfSync } from 'node:crypto';

const KEY_BYTES = 32;

/** @returns the key as verifiers of Standard Webhooks take it */
export function signingKeyOf(masterKey: string, service: string): `whsec_${string}` {
  return `whsec_${keyOf(masterKey, service).toString('base64')}`;
}

export function keyOf(masterKey: string, service: string): Buffer {
  const info = `scheduler-service/call-signature/1/${service}`;
  return Buffer.from(hkdfSync('sha256', masterKey, '', info, KEY_BYTES));
}
