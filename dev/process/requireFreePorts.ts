// Names the ports that are taken, the programs that hold them and the variables to set, before a server fails to start.
import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { commandLine } from './processIdentity.ts';

export type PortNeed = { port: number; variable: string };

export async function requireFreePorts(needs: PortNeed[]): Promise<void> {
  const inUse = await Promise.all(needs.map(({ port }) => answers(port)));
  const problems = needs
    .filter((_, index) => inUse[index])
    .map(
      ({ port, variable }) =>
        `port ${port} is in use${holderOf(port)}: stop that program, or set ${variable} to another port`,
    );
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** Connecting, not listening: macOS lets two programs listen when one of them listens on all addresses. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
}

/** ` by "temporal server …" (process 123)`; empty where lsof is missing or the process is another user's. */
function holderOf(port: number): string {
  const { stdout } = spawnSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'], { encoding: 'utf8' });
  // Null when there is no lsof.
  const pid = Number.parseInt(stdout ?? '', 10);
  const command = Number.isNaN(pid) ? undefined : commandLine(pid);
  return command ? ` by "${command.slice(0, 60)}" (process ${pid})` : '';
}
