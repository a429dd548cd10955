// Stops a process that is not our child (a dead predecessor's): its end cannot be awaited, so it is polled.
import { setTimeout as delay } from 'node:timers/promises';
import { processIdentity } from './processIdentity.ts';

const PATIENCE_MS = 10_000;

export async function stopStrayProcess(pid: number, signal: NodeJS.Signals): Promise<void> {
  const identity = processIdentity(pid);
  if (!identity) return;
  process.kill(pid, signal);
  const deadline = Date.now() + PATIENCE_MS;
  let killed = false;
  while (processIdentity(pid) === identity) {
    if (Date.now() > deadline && !killed) {
      process.kill(pid, 'SIGKILL');
      killed = true;
    }
    await delay(50);
  }
}
