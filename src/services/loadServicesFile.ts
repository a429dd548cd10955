// Reads SERVICES_FILE and the files that it names: the addresses of services, or all problems at once.
import { createHash, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { validateHeaderValue } from 'node:http';
import https from 'node:https';
import { dirname, resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { serviceUrlVariable } from '../domain/identifiers.ts';
import { parseServicesFile, type FileEntry } from './parseServicesFile.ts';
import { TLS_RULES } from './tlsRules.ts';
import { secretHeader, type ServiceAddress } from './serviceAddress.ts';

/** By the service's name. */
export type FileAddresses = ReadonlyMap<string, ServiceAddress & { maxConcurrent: number | undefined }>;

export type Loading = {
  /** The file and those that it names. */
  files: string[];
} & ({ addresses: FileAddresses; /** Of all that was read. */ hash: string } | { problems: string[] });

const MAX_BYTES = 1_048_576;

export async function loadServicesFile(
  file: string,
  serviceUrls: ReadonlyMap<string, string>,
): Promise<Loading> {
  const files = [file];
  const hash = createHash('sha256');
  const read = async (path: string): Promise<string> => {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw new ServicesFileProblem(`${path} is larger than ${MAX_BYTES} bytes`);
    const text = await readFile(path, 'utf8');
    hash.update(`${text.length}:${text}`);
    return text;
  };

  const addresses = new Map<string, ServiceAddress & { maxConcurrent: number | undefined }>();
  try {
    const { entries, problems } = parseServicesFile(await read(file));
    for (const entry of entries) {
      // One after the other: the hash depends on the order.
      try {
        const address = await addressOf(entry);
        addresses.set(entry.name, { ...address, maxConcurrent: entry.maxConcurrent });
      } catch (error) {
        problems.push(`line ${entry.line}: ${entry.name}: ${problemOf(error)}`);
      }
    }
    if (problems.length > 0) return { files, problems };
  } catch (error) {
    return { files, problems: [problemOf(error)] };
  }
  return { files, addresses, hash: hash.digest('hex') };

  async function addressOf({ name, url, tls, header }: FileEntry): Promise<ServiceAddress> {
    const variable = serviceUrlVariable(name);
    const inVariable = serviceUrls.get(variable);
    if (url !== undefined && inVariable !== undefined && url !== inVariable) {
      throw new ServicesFileProblem(
        `the file and ${variable} have different addresses for it; keep one of them`,
      );
    }
    const known = url ?? inVariable;
    if (known === undefined) {
      throw new ServicesFileProblem(`has no url, and ${variable} is not set to an http(s) address`);
    }
    if (tls !== undefined && !known.startsWith('https:')) {
      throw new ServicesFileProblem('tls needs an https:// address');
    }
    return {
      url: known,
      source: url === undefined ? 'variable' : 'file',
      ...(tls && { agent: await agentOf(tls) }),
      ...(header && { header: secretHeader(header.name, await secretIn(header.valueFile)) }),
    };
  }

  /** Of one service: an agent keeps TLS sessions by host and port, and would resume one that trusted another authority. */
  async function agentOf({ serverName, ...named }: NonNullable<FileEntry['tls']>): Promise<https.Agent> {
    const options: { ca?: string; cert?: string; key?: string } = {};
    for (const part of ['ca', 'cert', 'key'] as const) {
      const path = named[part];
      if (path !== undefined) options[part] = await contentOf(pathOf(path), `tls.${part}`);
    }
    for (const part of ['ca', 'cert'] as const) {
      // Without this, a ca without a certificate would trust nobody, and say so only at the first call.
      if (options[part] !== undefined) mustBe(`tls.${part}`, () => new X509Certificate(options[part]!));
    }
    const secureContext = mustBe('tls', () => createSecureContext({ ...TLS_RULES, ...options }));
    return new https.Agent({
      ...TLS_RULES,
      keepAlive: false,
      secureContext,
      ...(serverName && { servername: serverName }),
    });
  }

  async function secretIn(named: string): Promise<string> {
    const path = pathOf(named);
    const value = (await contentOf(path, 'header.valueFile')).trim();
    if (value === '') throw new ServicesFileProblem(`header.valueFile: ${path} is empty`);
    try {
      validateHeaderValue('x', value);
    } catch {
      // The error quotes nothing of use, and must not quote the value.
      throw new ServicesFileProblem(`header.valueFile: ${path} has characters that no header may have`);
    }
    return value;
  }

  /** Paths in the file are relative to its folder. */
  function pathOf(named: string): string {
    return resolve(dirname(file), named);
  }

  async function contentOf(path: string, part: string): Promise<string> {
    files.push(path);
    try {
      return await read(path);
    } catch (error) {
      throw new ServicesFileProblem(`${part}: ${problemOf(error)}`);
    }
  }
}

/** Its message is for operators. */
class ServicesFileProblem extends Error {}

/** @throws ServicesFileProblem with OpenSSL's code; its messages have nothing of the file's content. */
function mustBe<Value>(part: string, make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new ServicesFileProblem(
      `${part}: not a PEM that can be used (${code}); is it the right file, and do certificate and key belong together?`,
    );
  }
}

function problemOf(error: unknown): string {
  if (error instanceof ServicesFileProblem) return error.message;
  if (error instanceof Error && 'code' in error && 'path' in error) {
    return `${String(error.path)} cannot be read (${String(error.code)})`;
  }
  throw error;
}
