// A folder as Kubernetes mounts a ConfigMap or a Secret: each file is a symbolic link into `..data`, which is a symbolic link
// to the version in force, and is replaced as a whole.
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface MountedFolder {
  path(name: string): string;
  /** A new version: these files and no others. */
  mount(files: Record<string, string>): void;
  remove(): void;
}

export function createMountedFolder(files: Record<string, string>): MountedFolder {
  const folder = mkdtempSync(join(tmpdir(), 'scheduler-service-mount-'));
  let version = 0;
  const mounted: MountedFolder = {
    path: (name) => join(folder, name),
    mount(next) {
      version += 1;
      const data = join(folder, `..version_${version}`);
      mkdirSync(data);
      for (const [name, text] of Object.entries(next)) writeFileSync(join(data, name), text);
      symlinkSync(data, join(folder, '..data_tmp'));
      renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
      if (version > 1) return;
      for (const name of Object.keys(next)) symlinkSync(join('..data', name), join(folder, name));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  mounted.mount(files);
  return mounted;
}
