// The text of SERVICES_FILE → its entries, or every problem with its line. No message quotes a value: it may be a secret
// in the wrong place.
import { validateHeaderName } from 'node:http';
import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { Name } from '../contract/fields.ts';
import { MaxConcurrent } from '../contract/services.ts';
import { serviceUrlVariable } from '../domain/identifiers.ts';
import { parseServiceUrl, SERVICE_URL_RULE } from '../domain/serviceUrl.ts';

const FilePath = z.string('must be the path of a file').min(1, 'must be the path of a file');

const Entry = z.strictObject({
  /** Absent: `<SERVICE>_URL` has it. */
  url: z
    .string(SERVICE_URL_RULE)
    .refine((value) => parseServiceUrl(value) !== undefined, SERVICE_URL_RULE)
    .transform((value) => parseServiceUrl(value)!)
    .optional(),
  tls: z
    .strictObject({
      /** Authorities; the only ones that are trusted for this service. */
      ca: FilePath.optional(),
      /** The scheduler's own certificate for this service. */
      cert: FilePath.optional(),
      key: FilePath.optional(),
      /** The name in the service's certificate, where it is not the host of its address. */
      serverName: z.string().min(1).optional(),
    })
    .refine(({ cert, key }) => (cert === undefined) === (key === undefined), 'cert and key go together')
    .optional(),
  header: z
    .strictObject({
      name: z
        .string()
        .refine(isHeaderName, 'must be the name of a header that the scheduler does not set itself'),
      valueFile: FilePath,
    })
    .optional(),
  maxConcurrent: MaxConcurrent.optional(),
});

/** Short for an address alone, and for an address that is in the variable. */
const ShortEntry = z.preprocess((given) => {
  if (given === null) return {};
  return typeof given === 'string' ? { url: given } : given;
}, Entry);

const Entries = z.record(Name, ShortEntry, 'must be a list of services: a name, a colon, and its address');

export type FileEntry = z.output<typeof Entry> & { name: string; line: number };

export type ParsedServicesFile = { entries: FileEntry[]; problems: string[] };

export function parseServicesFile(text: string): ParsedServicesFile {
  const lines = new LineCounter();
  // Without pretty errors: those quote the text.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    return {
      entries: [],
      problems: document.errors.map(({ pos, code }) => `line ${lineAt(pos[0])}: ${yamlProblem(code)}`),
    };
  }
  const lineOf = (path: PropertyKey[]) => lineAt(offsetOf(document, path));
  const content = contentOf(document);
  if (content === UNREADABLE) {
    return { entries: [], problems: ['line 1: an alias names nothing, or there are too many of them'] };
  }
  const parsed = Entries.safeParse(content);
  if (!parsed.success) {
    return {
      entries: [],
      problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, lineOf)),
    };
  }
  const entries = Object.entries(parsed.data).map(([name, entry]) => ({
    ...entry,
    name,
    line: lineOf([name]),
  }));
  return { entries, problems: collisions(entries) };
}

/** By its aliases. */
const UNREADABLE = Symbol('unreadable');

function contentOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    if (error instanceof ReferenceError) return UNREADABLE;
    throw error;
  }
}

function problemsOf(issue: z.core.$ZodIssue, lineOf: (path: PropertyKey[]) => number): string[] {
  const where = issue.path.map(String).join('.');
  const at = (path: PropertyKey[], message: string) =>
    `line ${lineOf(path)}: ${where === '' ? '' : `${where}: `}${message}`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) =>
        at([...issue.path, key], `unknown key "${key}"; ${knownKeys(issue.path)}`),
      );
    case 'invalid_key':
      return [at(issue.path, issue.issues[0]?.message ?? issue.message)];
    default:
      return [at(issue.path, issue.message)];
  }
}

function knownKeys([, part]: PropertyKey[]): string {
  if (part === 'tls') return 'tls has ca, cert, key and serverName';
  if (part === 'header') return 'a header has name and valueFile, the file that holds its value';
  return `a service has ${Object.keys(Entry.shape).join(', ')}`;
}

/** Registration refuses such names as well, because they share a variable. */
function collisions(entries: FileEntry[]): string[] {
  const seen = new Map<string, string>();
  return entries.flatMap(({ name, line }) => {
    const variable = serviceUrlVariable(name);
    const other = seen.get(variable);
    seen.set(variable, name);
    return other === undefined
      ? []
      : [`line ${line}: ${name} and ${other} would share ${variable}; rename one`];
  });
}

/** Where the last part of the path that is in the document begins. */
function offsetOf(document: Document, path: PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const pair = pairOf(parent, path[length - 1]!);
    if (pair !== undefined) return pair;
  }
  return 0;
}

function pairOf(parent: unknown, key: PropertyKey): number | undefined {
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
}

/** Set by the scheduler for each call, or by the transport. */
const TAKEN =
  /^(x-scheduler-.*|webhook-.*|idempotency-key|content-.*|accept|accept-encoding|host|connection|transfer-encoding|expect|upgrade|te|trailer|keep-alive)$/i;

function isHeaderName(name: string): boolean {
  try {
    validateHeaderName(name);
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
  return !TAKEN.test(name);
}

function yamlProblem(code: string): string {
  return `is not valid YAML (${code.toLowerCase().replaceAll('_', ' ')})`;
}
