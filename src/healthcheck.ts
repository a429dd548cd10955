// The image's HEALTHCHECK: ends with 0 when this container's scheduler answers that it is ready.
const { HOST = '', PORT = '' } = process.env;
const host = HOST === '' || HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST;
const url = `http://${host.includes(':') ? `[${host}]` : host}:${PORT === '' ? '8080' : PORT}/health/ready`;

const { status } = await fetch(url, { signal: AbortSignal.timeout(4_000) });
if (status !== 200) {
  console.error(`${url} answered ${status}`);
  process.exitCode = 1;
}
