// deploy/kubernetes: valid by Kubernetes' own schemas, and its parts fit each other and the scheduler.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, Settings } from '../../src/config.ts';
import { STOP_MARGIN_SECONDS } from '../../src/main.ts';
import { parseServicesFile } from '../../src/services/parseServicesFile.ts';
import { connectConfig } from '../../src/temporal/temporalClient.ts';
import { kubernetesValidate } from './support/kubernetesValidate.ts';
import { render, selects, type Manifest, type PodSpec, type Rendered } from './support/manifests.ts';

/** The oldest that has preStop.sleep, and the newest whose schemas there are. */
const KUBERNETES_VERSIONS = ['1.30', '1.37'];
const WITH_COMPONENTS = 'test/deploy/kustomize';
const FOLDERS = [
  'deploy/kubernetes/overlays/self-hosted',
  'deploy/kubernetes/overlays/temporal-cloud',
  WITH_COMPONENTS,
];
/** Read by @temporalio/envconfig. */
const OTHER_VARIABLES = /^TEMPORAL_(ADDRESS|NAMESPACE|API_KEY|TLS(_[A-Z_]+)?)$/;

const isKnown = (name: string) => name in Settings.shape || OTHER_VARIABLES.test(name);

const temporary = mkdtempSync(join(tmpdir(), 'scheduler-service-kubernetes-'));
afterAll(() => rmSync(temporary, { recursive: true }));

describe.each(FOLDERS)('%s', (folder) => {
  let rendered: Rendered;
  let workloads: (Manifest & { pod: PodSpec; labels: Record<string, string> })[];
  beforeAll(async () => {
    rendered = await render(folder);
    workloads = [...rendered.all('Deployment'), ...rendered.all('Job')].map((workload) => ({
      ...workload,
      pod: workload.spec.template.spec,
      labels: workload.spec.template.metadata.labels,
    }));
  });
  const workload = (name: string) => workloads.find(({ metadata }) => metadata.name === name)!;
  const matched = (selector: Parameters<typeof selects>[0]) =>
    workloads.filter(({ labels }) => selects(selector, labels)).map(({ metadata }) => metadata.name);
  const container = (name: string) => workload(name).pod.containers[0]!;

  it.each(KUBERNETES_VERSIONS)('is valid for Kubernetes %s', async (version) => {
    const file = join(temporary, 'manifests.yaml');
    writeFileSync(file, rendered.text);
    const lines = await kubernetesValidate(file, version);
    expect(lines.filter((line) => !/^INFO .* passed for resource/.test(line))).toEqual([]);
    expect(lines).toHaveLength(rendered.objects.length);
  });

  it('has every object once, in one namespace that enforces the restricted profile', () => {
    const counts = Object.groupBy(rendered.objects, ({ kind }) => kind);
    expect(Object.fromEntries(Object.entries(counts).map(([kind, found]) => [kind, found!.length]))).toEqual({
      ConfigMap: 2,
      Deployment: 2,
      HorizontalPodAutoscaler: 2,
      Job: 1,
      Namespace: 1,
      NetworkPolicy: 4,
      PodDisruptionBudget: 2,
      Secret: 1,
      Service: 1,
      ServiceAccount: 1,
    });
    const namespace = rendered.one('Namespace', 'scheduler');
    expect(namespace.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    for (const { kind, metadata } of rendered.objects) {
      if (kind !== 'Namespace') expect(metadata.namespace, `${kind} ${metadata.name}`).toBe('scheduler');
    }
  });

  it('starts pods that the restricted profile admits, without a token and with a file system of which nothing is written', () => {
    expect(rendered.one('ServiceAccount', 'scheduler')).toMatchObject({
      automountServiceAccountToken: false,
    });
    for (const { pod } of workloads) {
      expect(pod).toMatchObject({
        serviceAccountName: 'scheduler',
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const { securityContext, resources, image } of pod.containers) {
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(image).toBe('registry.example/scheduler-service:0.1.0');
        expect(Object.keys({ ...resources?.requests, ...resources?.limits })).toEqual(['cpu', 'memory']);
      }
      for (const { configMap, secret } of pod.volumes ?? []) expect(configMap ?? secret).toBeDefined();
    }
  });

  it('has variables that loadConfig takes, and none that nothing reads', () => {
    const environments = Object.fromEntries(
      workloads.map(({ metadata, pod }) => [metadata.name, rendered.environmentOf(pod.containers[0]!)]),
    );
    for (const environment of Object.values(environments)) {
      expect(Object.keys(environment).filter((name) => !isKnown(name))).toEqual([]);
    }
    const { 'scheduler-api': api, 'scheduler-worker': worker, 'scheduler-migrate': migrate } = environments;
    expect(loadConfig(api!)).toMatchObject({ role: 'api', production: true, port: 8080, host: '0.0.0.0' });
    expect(loadConfig(worker!)).toMatchObject({ role: 'worker', production: true, port: 8080 });
    expect(migrate).toHaveProperty('DATABASE_URL');
  });

  it('mounts the services file as a folder, and the file is one that the scheduler reads', () => {
    const file = rendered.one('ConfigMap', 'scheduler-services').data!['services.yaml']!;
    const { entries, problems } = parseServicesFile(file);
    expect(problems).toEqual([]);
    expect(entries.map(({ name }) => name)).toEqual(['email-service', 'crawler-service']);
    for (const name of ['scheduler-api', 'scheduler-worker']) {
      const { volumeMounts = [] } = container(name);
      expect(volumeMounts.filter(({ subPath }) => subPath !== undefined)).toEqual([]);
      expect(rendered.environmentOf(container(name))['SERVICES_FILE']).toBe(
        `${volumeMounts.find(({ name: volume }) => volume === 'services')!.mountPath}/services.yaml`,
      );
      const volumes = workload(name).pod.volumes!;
      expect(volumes.find(({ name: volume }) => volume === 'services')!.configMap!.name).toBe(
        'scheduler-services',
      );
      expect(volumeMounts.map((mount) => mount.name)).toEqual(volumes.map((volume) => volume.name));
    }
  });

  it('has selectors that match their pods and no others', () => {
    const all = ['scheduler-api', 'scheduler-worker', 'scheduler-migrate'];
    for (const kind of ['Deployment', 'PodDisruptionBudget']) {
      for (const { metadata, spec } of rendered.all(kind))
        expect(matched(spec.selector), kind).toEqual([metadata.name]);
    }
    for (const { metadata, pod } of workloads.filter(({ kind }) => kind === 'Deployment')) {
      expect(pod.topologySpreadConstraints!.map(({ topologyKey }) => topologyKey)).toEqual([
        'topology.kubernetes.io/zone',
        'kubernetes.io/hostname',
      ]);
      for (const { labelSelector } of pod.topologySpreadConstraints!)
        expect(matched(labelSelector)).toEqual([metadata.name]);
    }
    for (const { metadata, spec } of rendered.all('HorizontalPodAutoscaler')) {
      expect(spec.scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: metadata.name });
      expect(
        rendered.one('Deployment', metadata.name).spec.replicas,
        'left to the autoscaler',
      ).toBeUndefined();
      expect(spec.minReplicas).toBeGreaterThanOrEqual(2);
    }
    expect(matched({ matchLabels: rendered.one('Service', 'scheduler').spec.selector })).toEqual([
      'scheduler-api',
    ]);
    const pods = Object.fromEntries(
      rendered.all('NetworkPolicy').map(({ metadata, spec }) => [metadata.name, matched(spec.podSelector)]),
    );
    expect(pods).toEqual({
      scheduler: all,
      'scheduler-temporal': ['scheduler-api', 'scheduler-worker'],
      'scheduler-api': ['scheduler-api'],
      'scheduler-worker': ['scheduler-worker'],
    });
  });

  it('reaches the port that the scheduler listens on: Service, probes, network policy', () => {
    const { port } = loadConfig(rendered.environmentOf(container('scheduler-api')));
    expect(rendered.one('Service', 'scheduler').spec.ports).toMatchObject([
      { port: 7007, targetPort: 'http' },
    ]);
    expect(rendered.one('NetworkPolicy', 'scheduler-api').spec.ingress[0].ports).toEqual([
      { protocol: 'TCP', port: 'http' },
    ]);
    for (const name of ['scheduler-api', 'scheduler-worker']) {
      const { ports, startupProbe, livenessProbe, readinessProbe } = container(name);
      expect(ports).toEqual([{ name: 'http', containerPort: port }]);
      expect([startupProbe, livenessProbe, readinessProbe].map((probe) => probe!.httpGet)).toEqual([
        { path: '/health/live', port: 'http' },
        { path: '/health/live', port: 'http' },
        { path: '/health/ready', port: 'http' },
      ]);
    }
  });

  it('lets out what the scheduler has to reach, and nothing to the metadata of the cloud', () => {
    const egress = (name: string) => rendered.one('NetworkPolicy', name).spec.egress;
    const portsOf = (name: string) =>
      egress(name).flatMap(({ ports = [] }) => ports.map(({ port }: { port: number }) => port));
    expect(portsOf('scheduler')).toEqual([53, 53, 5432, 6543, ...(folder === WITH_COMPONENTS ? [443] : [])]);
    expect(portsOf('scheduler-temporal')).toEqual([7233]);
    const { temporalEnvironment, database } = loadConfig(
      rendered.environmentOf(container('scheduler-worker')),
    );
    expect(portsOf('scheduler-temporal')).toContain(
      Number(new URL(`http://${temporalEnvironment['TEMPORAL_ADDRESS']}`).port),
    );
    expect(portsOf('scheduler')).toContain(Number(new URL(database.url).port));
    expect(egress('scheduler-worker')).toEqual([
      { to: [{ namespaceSelector: { matchLabels: { 'scheduler-service/services': 'true' } } }] },
    ]);
  });

  it('stops within the time that it is given: preStop, the grace for calls, and the margin of the process', () => {
    for (const name of ['scheduler-api', 'scheduler-worker']) {
      const { shutdownGraceSeconds } = loadConfig(rendered.environmentOf(container(name)));
      const preStop = container(name).lifecycle?.preStop?.sleep?.seconds ?? 0;
      expect(preStop + shutdownGraceSeconds + STOP_MARGIN_SECONDS).toBeLessThan(
        workload(name).pod.terminationGracePeriodSeconds!,
      );
    }
    expect(container('scheduler-api').lifecycle?.preStop?.sleep?.seconds).toBeGreaterThan(0);
  });
});

describe('Temporal by the same variables', () => {
  it.each([
    [
      'overlays/self-hosted',
      { address: 'temporal-frontend.temporal.svc:7233', tls: undefined, apiKey: undefined },
    ],
    [
      'overlays/temporal-cloud',
      { address: 'eu-west-2.aws.api.temporal.io:7233', tls: true, apiKey: 'secret' },
    ],
  ])('%s', async (overlay, { address, tls, apiKey }) => {
    const rendered = await render(`deploy/kubernetes/${overlay}`);
    const [{ spec } = { spec: undefined }] = rendered.all('Deployment');
    const { connectionOptions } = connectConfig(
      loadConfig(rendered.environmentOf(spec.template.spec.containers[0])),
    );
    expect([connectionOptions.address, connectionOptions.tls, connectionOptions.apiKey]).toEqual([
      address,
      tls,
      apiKey,
    ]);
  });

  it('mounts a client certificate where the variables look for it', async () => {
    const rendered = await render(WITH_COMPONENTS);
    for (const { spec } of rendered.all('Deployment')) {
      const pod: PodSpec = spec.template.spec;
      const environment = rendered.environmentOf(pod.containers[0]!);
      expect(environment).toMatchObject({
        TEMPORAL_TLS_CLIENT_CERT_PATH: '/etc/scheduler/temporal/tls.crt',
        TEMPORAL_TLS_CLIENT_KEY_PATH: '/etc/scheduler/temporal/tls.key',
      });
      expect(pod.containers[0]!.volumeMounts).toContainEqual({
        name: 'temporal',
        mountPath: '/etc/scheduler/temporal',
        readOnly: true,
      });
      expect(pod.volumes).toContainEqual({
        name: 'temporal',
        secret: { secretName: 'scheduler-temporal-tls', defaultMode: 0o440 },
      });
    }
  });
});
