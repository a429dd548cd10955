// deploy/kubernetes as kustomize renders it, and its pods as a kubelet would start them.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { goProgram } from './goProgram.ts';

const run = promisify(execFile);

const CHECKOUT = join(import.meta.dirname, '../../..');

interface Container {
  name: string;
  image: string;
  command?: string[];
  env?: { name: string; value: string }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  securityContext?: Record<string, unknown>;
  lifecycle?: { preStop?: { sleep?: { seconds: number } } };
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  volumeMounts?: { name: string; mountPath: string; subPath?: string }[];
}

export interface Probe {
  httpGet: { path: string; port: string };
}

export interface PodSpec {
  containers: Container[];
  volumes?: {
    name: string;
    configMap?: { name: string };
    secret?: { secretName: string; optional?: boolean };
  }[];
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  enableServiceLinks?: boolean;
  securityContext?: Record<string, unknown>;
  terminationGracePeriodSeconds?: number;
  topologySpreadConstraints?: { topologyKey: string; labelSelector: Selector }[];
}

export interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values: string[] }[];
}

export interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  data?: Record<string, string>;
  // oxlint-disable-next-line typescript/no-explicit-any
  spec?: any;
}

export interface Rendered {
  text: string;
  objects: Manifest[];
  all(kind: string): Manifest[];
  one(kind: string, name: string): Manifest;
  /** Variables of a container, from its ConfigMaps, Secrets and own list, in the order in which they count. */
  environmentOf(container: Container): Record<string, string>;
}

/** @param folder in the checkout */
export async function render(folder: string): Promise<Rendered> {
  const { stdout: text } = await run(await goProgram('kustomize'), ['build', join(CHECKOUT, folder)]);
  const objects = parseAllDocuments(text).map((document) => document.toJS() as Manifest);
  const all = (kind: string) => objects.filter((object) => object.kind === kind);
  function one(kind: string, name: string): Manifest {
    const found = all(kind).find(({ metadata }) => metadata.name === name);
    if (found === undefined) throw new Error(`${folder} has no ${kind} ${name}`);
    return found;
  }
  return {
    text,
    objects,
    all,
    one,
    environmentOf({ env = [], envFrom = [] }) {
      const given = envFrom.map(({ configMapRef, secretRef }) =>
        configMapRef === undefined
          ? decoded(one('Secret', secretRef!.name))
          : one('ConfigMap', configMapRef.name).data!,
      );
      return Object.assign({}, ...given, Object.fromEntries(env.map(({ name, value }) => [name, value])));
    },
  };
}

function decoded({ data = {} }: Manifest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, Buffer.from(value, 'base64').toString()]),
  );
}

/** As the API server does it; every expression here is `In`. */
export function selects(
  { matchLabels = {}, matchExpressions = [] }: Selector,
  labels: Record<string, string>,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
  );
}
