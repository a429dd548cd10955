// Says when one of several files may have changed. Watches their folders, as editors replace files and Kubernetes swaps a
// symbolic link (`..data`) beside them.
import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Logger } from 'pino';
import { errorMessage } from '../domain/errors.ts';

/** One change is several events. */
const SETTLE_MS = 200;

export function watchFiles(
  first: string[],
  onChange: () => void,
  log: Logger,
): { watch(files: string[]): void; stop(): void } {
  const watchers = new Map<string, FSWatcher>();
  const failing = new Set<string>();
  let names = new Set<string>();
  let settled: NodeJS.Timeout | undefined;

  function changed(name: string | null): void {
    if (name !== null && !names.has(name) && !name.startsWith('..')) return;
    clearTimeout(settled);
    settled = setTimeout(onChange, SETTLE_MS);
  }

  function failed(folder: string, error: unknown): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
    if (failing.has(folder)) return;
    failing.add(folder);
    log.warn(
      { folder, error: errorMessage(error) },
      'a folder cannot be watched; send SIGHUP after a change of SERVICES_FILE or of a file that it names',
    );
  }

  function watchFolder(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => changed(name));
      watcher.on('error', (error) => failed(folder, error));
      watchers.set(folder, watcher);
      failing.delete(folder);
    } catch (error) {
      failed(folder, error);
    }
  }

  function watchAll(files: string[]): void {
    names = new Set(files.map((file) => basename(file)));
    const folders = new Set(files.map((file) => dirname(file)));
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of folders) if (!watchers.has(folder)) watchFolder(folder);
  }

  watchAll(first);
  return {
    watch: watchAll,
    stop() {
      clearTimeout(settled);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}
