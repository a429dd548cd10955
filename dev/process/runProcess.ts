// A program that we run to its end, such as a build. It is a server process like the others, so that stopping the
// stack stops it with all that it started.
import { lastLines, startServerProcess, type ServerProcessOptions } from './serverProcess.ts';

/** @throws Error with the end of the log when the program fails or is killed, at the latest after `timeoutMs`. */
export async function runProcess(options: ServerProcessOptions & { timeoutMs?: number }): Promise<void> {
  const { timeoutMs, ...program } = options;
  const child = await startServerProcess({ ...program, stopTimeoutMs: 0 });
  const timer = timeoutMs === undefined ? undefined : setTimeout(child.kill, timeoutMs);
  const how = await child.ended;
  clearTimeout(timer);
  if (how === 'code 0') return;
  const end = lastLines(child.logFile);
  throw new Error(`${child.name} ended with ${how}${end ? `:\n${end}` : ''}`);
}
