// Identifies a process across restarts of ours: the system may give its pid to another program.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { errorCode } from './errorCode.ts';

/** One exact process (its pid and start), or undefined when no such process runs. */
export function processIdentity(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const stat = readProc(`/proc/${pid}/stat`);
    // The name in parentheses may itself hold spaces and parentheses, so fields are counted after the last one.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (!fields || fields[0] === 'Z') return undefined;
    return `${pid}@${readProc('/proc/sys/kernel/random/boot_id')?.trim()}:${fields[19]}`;
  }
  const [state, ...startedAt] = (ps(pid, 'stat=,lstart=') ?? '').trim().split(/\s+/);
  return !state || state.startsWith('Z') ? undefined : `${pid}@${startedAt.join(' ')}`;
}

export function commandLine(pid: number): string | undefined {
  if (process.platform === 'linux') return readProc(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim();
  return ps(pid, 'command=')?.trim();
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return undefined;
    throw error;
  }
}

function ps(pid: number, columns: string): string | undefined {
  try {
    return execFileSync('ps', ['-ww', '-o', columns, '-p', String(pid)], {
      encoding: 'utf8',
      // `lstart` follows the locale; the identity must not.
      env: { ...process.env, LC_ALL: 'C' },
    });
  } catch (error) {
    // ps ends with 1 when there is no such process.
    if (error instanceof Error && 'status' in error && error.status === 1) return undefined;
    throw error;
  }
}
