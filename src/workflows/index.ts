// The entry of the workflow bundle.
export { runJob } from './runJob.ts';
