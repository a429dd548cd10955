// A process that requests /health/live every 10 ms, without waiting for the last answer, and reports the slowest.
import { Agent, get } from 'node:http';

const EVERY_MS = 10;

const url = `${process.argv[2]}/health/live`;
const agent = new Agent({ keepAlive: true });
let longestMs = 0;
const open = new Set<number>();

setInterval(() => {
  const startedAt = performance.now();
  open.add(startedAt);
  const answered = () => {
    open.delete(startedAt);
    longestMs = Math.max(longestMs, performance.now() - startedAt);
  };
  get(url, { agent }, (response) => response.resume().once('end', answered)).once('error', answered);
}, EVERY_MS);

process.on('message', (message) => {
  if (message === 'reset') {
    longestMs = 0;
    process.send?.(0);
    return;
  }
  // Requests still open have taken at least this long.
  const waiting = [...open].map((startedAt) => performance.now() - startedAt);
  process.send?.(Math.max(longestMs, ...waiting));
});
