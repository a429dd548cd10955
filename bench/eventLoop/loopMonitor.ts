// Loaded into the scheduler's process before its own code; reports delays of its event loop to the bench that forked it.
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** ms between two samples; a delay is how much later than this a sample comes. */
const RESOLUTION_MS = 5;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
process.on('message', (message) => {
  if (message === 'reset') delay.reset();
  process.send?.({ longestMs: Math.max(0, delay.max / 1e6 - RESOLUTION_MS) });
});
// The channel to the bench must not keep a stopped process alive.
process.channel?.unref();
