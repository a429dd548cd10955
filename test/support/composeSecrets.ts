// What `sh deploy/compose/secrets.sh` writes into a new .env.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

const SCRIPT = join(import.meta.dirname, '../../deploy/compose/secrets.sh');

export function makeComposeSecrets(): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'scheduler-service-secrets-'));
  try {
    execFileSync('sh', [SCRIPT], { cwd: folder });
    return parseEnv(readFileSync(join(folder, '.env'), 'utf8')) as Record<string, string>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
