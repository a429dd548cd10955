// How one service is called: its address, its TLS options, and the header that only it gets.
import type https from 'node:https';

export interface ServiceAddress {
  /** http(s), an optional path prefix, no trailing slash. */
  url: string;
  source: 'file' | 'variable';
  /** Of its own where it has TLS options; else all services share Node's options. */
  agent?: https.Agent;
  header?: SecretHeader;
}

/** Functions, so that no log line and no answer has the value by mistake. */
export interface SecretHeader {
  headers(): Record<string, string>;
  /** A text of the service without the secret, which some quote in their errors. */
  redact(text: string): string;
}

export function secretHeader(name: string, value: string): SecretHeader {
  // `Bearer abc`: a service would quote `abc`.
  const quotable = [value, ...value.split(' ').slice(1)].filter(({ length }) => length >= MIN_SECRET);
  return {
    headers: () => ({ [name.toLowerCase()]: value }),
    redact: (text) => hideSecrets(text, quotable),
  };
}

export function hideSecrets(text: string, secrets: string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
}

/** Anything shorter would take ordinary words out of the texts. */
const MIN_SECRET = 6;
