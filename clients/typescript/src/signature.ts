// Signatures by Standard Webhooks (https://www.standardwebhooks.com), with Web Crypto.

/** Signatures older or newer than this are refused. */
const TOLERANCE_SECONDS = 300;

export class SignatureError extends Error {}

export interface Verifier {
  /**
   * @returns the signed `webhook-id`
   * @throws SignatureError
   */
  verify(header: (name: string) => string | undefined, body: string): Promise<string>;
}

/** @throws Error for a key that is none; it does not quote it */
export function createVerifier(keys: readonly string[]): Verifier {
  const imported = keys.map((key) => {
    const ready = importKey(key);
    // Seen by whoever verifies; not a crash before that.
    ready.catch(() => undefined);
    return ready;
  });
  return {
    async verify(header, body) {
      const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((part) =>
        header(`webhook-${part}`),
      );
      if (!id || !timestamp || !signatures) throw new SignatureError('the call is not signed');
      const ageSeconds = Date.now() / 1_000 - Number(timestamp);
      if (!(Math.abs(ageSeconds) <= TOLERANCE_SECONDS)) {
        throw new SignatureError('the call was signed too long ago, or the clocks differ');
      }
      const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
      const { subtle } = await webCrypto();
      for (const signature of signatures.split(' ')) {
        const [version, text] = signature.split(',');
        const bytes = version === 'v1' && text ? bytesOf(text) : undefined;
        if (!bytes) continue;
        // All known keys, since they are rotated.
        for (const key of imported) {
          if (await subtle.verify('HMAC', await key, bytes, signed)) return id;
        }
      }
      throw new SignatureError('the call was signed with another key');
    },
  };
}

/** @returns the headers of a signed call */
export async function sign(key: string, id: string, body: string): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const { subtle } = await webCrypto();
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const signature = new Uint8Array(await subtle.sign('HMAC', await importKey(key), signed));
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${btoa(String.fromCharCode(...signature))}`,
  };
}

export function isSigningKey(key: string): boolean {
  return (bytesOf(key.replace(/^whsec_/, ''))?.length ?? 0) >= 24;
}

async function importKey(key: string) {
  const { subtle } = await webCrypto();
  const bytes = bytesOf(key.replace(/^whsec_/, '')) ?? new Uint8Array();
  return subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 === 1) return undefined;
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** As the runtime's own types have it. */
type WebCrypto = { subtle: typeof globalThis.crypto.subtle };

/** Node 18 has it in a module only. Bundlers for other runtimes must not look for that. */
async function webCrypto(): Promise<WebCrypto> {
  if (globalThis.crypto !== undefined) return globalThis.crypto;
  const { webcrypto } = await import(/* webpackIgnore: true */ 'node:crypto');
  return webcrypto as WebCrypto;
}
