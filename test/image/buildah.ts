// The Dockerfile built and run without a container engine: buildah over a stand-in for the official Node image, which is made of
// Debian's packages and the Node that this runs on. Needs root, buildah and debootstrap.
import { execFile } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import which from 'which';
import { z } from 'zod';
import { cachedProgram, makeWorkFolder, removeFolder } from '../../dev/programCache.ts';
import { runProcess } from '../../dev/process/runProcess.ts';
import { startServerProcess, type ServerProcess } from '../../dev/process/serverProcess.ts';

const CHECKOUT = join(import.meta.dirname, '../..');
const DEBIAN = 'bookworm';
const STAND_IN = 'localhost/stand-in-node';
const IMAGE = 'localhost/scheduler-service';
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

const Config = z.object({
  User: z.string(),
  Env: z.array(z.string()),
  Cmd: z.array(z.string()),
  WorkingDir: z.string(),
  Labels: z.record(z.string(), z.string()),
  ExposedPorts: z.record(z.string(), z.object({})),
  Healthcheck: z.object({ Test: z.array(z.string()) }),
});
export type ImageConfig = z.infer<typeof Config>;

export interface BuiltImage {
  buildSeconds: number;
  config: ImageConfig;
  /** Of all files. */
  bytes: number;
  baseBytes: number;
  /** Of the layers as a registry keeps them. */
  compressedBytes: number;
  /** The root file system of the container that `run` uses. */
  root: string;
  /** As the image's own user. Ends with the command. */
  run(command: string[], environment?: Record<string, string>): Promise<ServerProcess & { log: string }>;
  remove(): Promise<void>;
}

export async function buildImage(): Promise<BuiltImage> {
  const missing = ['buildah', 'debootstrap'].filter((name) => which.sync(name, { nothrow: true }) === null);
  if (missing.length > 0 || process.getuid?.() !== 0)
    throw new Error('test:image runs as root and needs `apt-get install buildah debootstrap`');
  const base = await standInBase();
  const folder = mkdtempSync('/var/tmp/scheduler-service-image-');
  const storage = [
    '--root',
    join(folder, 'storage'),
    '--runroot',
    join(folder, 'run'),
    '--storage-driver=vfs',
  ];
  const buildah = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)('buildah', [...storage, ...args], { maxBuffer: 1e8 });
    return stdout.trim();
  };

  const scratch = await buildah('from', 'scratch');
  await buildah('add', '--quiet', scratch, base, '/');
  await buildah('config', '--env', 'PATH=/usr/local/bin:/usr/bin:/bin', scratch);
  if (process.env['NODE_EXTRA_CA_CERTS'])
    await buildah('config', '--env', `NODE_EXTRA_CA_CERTS=${CERTIFICATES}`, scratch);
  await buildah('commit', '--quiet', '--rm', '--format', 'docker', scratch, STAND_IN);

  const startedAt = performance.now();
  await runProcess({
    name: 'buildah build',
    command: 'buildah',
    args: [
      ...storage,
      'build',
      '--format=docker',
      '--isolation=chroot',
      '--pull-never',
      `--build-arg=NODE_IMAGE=${STAND_IN}`,
      `--tag=${IMAGE}`,
      CHECKOUT,
    ],
    logFile: join(folder, 'build.log'),
  });
  const buildSeconds = Math.round((performance.now() - startedAt) / 1_000);

  const { Docker } = z
    .object({ Docker: z.object({ config: Config }) })
    .parse(JSON.parse(await buildah('inspect', '--type', 'image', IMAGE)));
  const container = await buildah('from', '--pull-never', IMAGE);
  const root = await buildah('mount', container);
  const { config } = Docker;

  return {
    buildSeconds,
    config,
    root,
    bytes: await sizeOf(IMAGE),
    baseBytes: await sizeOf(STAND_IN),
    compressedBytes: await pushedBytes(),
    async run(command, environment = {}) {
      const log = join(folder, `run-${Date.now()}.log`);
      const variables = Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
      const server = await startServerProcess({
        name: command.join(' '),
        command: 'buildah',
        args: [...storage, 'run', '--isolation=chroot', ...variables, container, '--', ...command],
        logFile: log,
      });
      return { ...server, log };
    },
    async remove() {
      await buildah('umount', container);
      rmSync(folder, { recursive: true, force: true });
    },
  };

  async function sizeOf(image: string): Promise<number> {
    return Number(
      await buildah('inspect', '--type', 'image', '--format', '{{.ImageSizeBytes}}', image).catch(() =>
        diskBytes(image),
      ),
    );
  }

  async function diskBytes(image: string): Promise<number> {
    const one = await buildah('from', '--pull-never', image);
    const { stdout } = await promisify(execFile)('du', ['-sxb', await buildah('mount', one)]);
    await buildah('rm', one);
    return Number.parseInt(stdout, 10);
  }

  async function pushedBytes(): Promise<number> {
    const layers = join(folder, 'pushed');
    await buildah('push', '--quiet', '--format', 'oci', IMAGE, `oci:${layers}:latest`);
    const { stdout } = await promisify(execFile)('du', ['-sb', layers]);
    return Number.parseInt(stdout, 10);
  }
}

/** A tar file of Debian with Node, kept in the cache: it takes a minute. */
async function standInBase(): Promise<string> {
  const archive = cachedProgram('image-base', `${DEBIAN}-${process.version}`, process.env);
  if (existsSync(archive)) return archive;
  const work = makeWorkFolder(archive);
  try {
    const root = join(work, 'root');
    await runProcess({
      name: 'debootstrap',
      command: 'debootstrap',
      args: ['--variant=minbase', DEBIAN, root],
      logFile: join(work, 'debootstrap.log'),
    });
    for (const left of ['var/cache/apt/archives', 'var/lib/apt/lists'])
      rmSync(join(root, left), { recursive: true });
    addNode(root);
    if (process.env['NODE_EXTRA_CA_CERTS']) {
      mkdirSync(join(root, dirname(CERTIFICATES)), { recursive: true });
      copyFileSync(process.env['NODE_EXTRA_CA_CERTS'], join(root, CERTIFICATES));
    }
    const finished = join(work, 'base.tar');
    await promisify(execFile)('tar', ['-C', root, '-cf', finished, '.']);
    renameSync(finished, archive);
    return archive;
  } finally {
    removeFolder(work);
  }
}

/** As the official image has them: in /usr/local. */
function addNode(root: string): void {
  copyFileSync(process.execPath, join(root, 'usr/local/bin/node'));
  // …/npm/bin/npm-cli.js
  const packageFolder = dirname(dirname(realpathSync(which.sync('npm'))));
  cpSync(packageFolder, join(root, 'usr/local/lib/node_modules/npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
}
