// A service as its owner would write it: plain HTTP, and nothing of the scheduler but its REST API.
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const {
  HOST = '127.0.0.1',
  PORT = '8101',
  SCHEDULER_URL = 'http://127.0.0.1:8080',
  SCHEDULER_TOKEN,
} = process.env;
// None in open mode.
const authorization = SCHEDULER_TOKEN && { authorization: `Bearer ${SCHEDULER_TOKEN}` };
const service = 'email-service';

const registrations = [
  {
    name: 'email-queue',
    displayName: 'Send queued emails',
    description: 'Sends whatever waits in the outbox.',
    cronExpression: '*/10 * * * * *',
  },
  {
    name: 'daily-digest',
    displayName: 'Daily digest',
    description: 'Mails the news of the day to every subscriber.',
    cronExpression: '0 8 * * MON-FRI',
    timeZone: 'Europe/Berlin',
    config: { template: 'digest' },
  },
].map((job) => ({ ...job, enabled: true, jobType: 'email', service, endpoint: `/jobs/${job.name}` }));

const handlers: Record<string, () => Promise<number>> = {
  '/jobs/email-queue': () => sendEmails(Math.floor(Math.random() * 20)),
  '/jobs/daily-digest': () => sendEmails(250),
};

async function sendEmails(count: number): Promise<number> {
  await delay(50 + 2 * count);
  return count;
}

createServer(async (request, response) => {
  const handler = request.method === 'POST' ? handlers[request.url ?? ''] : undefined;
  if (!handler) {
    response.writeHead(404).end();
    return;
  }
  const sent = await handler();
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ success: true, itemsProcessed: sent, itemsSucceeded: sent, itemsFailed: 0 }));
}).listen(Number(PORT), HOST);

for (const registration of registrations) {
  while (!(await register(registration))) await delay(1_000);
}

async function register(registration: { name: string }): Promise<boolean> {
  try {
    const headers = { 'content-type': 'application/json', ...authorization };
    const body = JSON.stringify(registration);
    const answer = await fetch(`${SCHEDULER_URL}/api/jobs/register`, { method: 'POST', headers, body });
    if (!answer.ok) console.error(`${service}: ${registration.name} was refused: ${await answer.text()}`);
    return answer.ok;
  } catch (error) {
    console.error(`${service}: the scheduler does not answer yet (${String(error)})`);
    return false;
  }
}
