// The portal's files for `npm run dev`: built when they are missing or older than what they are made of.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const CHECKOUT = join(import.meta.dirname, '..');
const PORTAL = join(CHECKOUT, 'portal');

export async function buildPortal(say: (text: string) => void): Promise<void> {
  const built = changedAt(join(PORTAL, 'dist/index.html'));
  const sources = ['src', 'index.html', 'vite.config.ts'].map((part) => changedAt(join(PORTAL, part)));
  if (built > Math.max(...sources, changedAt(join(CHECKOUT, 'package-lock.json')))) return;
  say('Building the admin portal …');
  const { build } = await import('vite');
  await build({ root: PORTAL, logLevel: 'warn' });
}

/** When the file, or the newest one in the folder, was changed (epoch ms); 0 if there is none. */
function changedAt(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.mtimeMs ?? 0;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => changedAt(join(path, name))));
}
