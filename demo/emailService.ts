// A service as its owner would write it, with the client: it registers two jobs and does them.
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { jobHandler, registerJobs } from '@scheduler-service/client';

const { HOST = '127.0.0.1', PORT = '8101' } = process.env;

const handler = jobHandler({
  'email-queue': () => sendEmails(Math.floor(Math.random() * 20)),
  'daily-digest': () => sendEmails(250),
});
createServer((request, response) => void handler.node(request, response)).listen(Number(PORT), HOST);

registerJobs(
  [
    {
      name: 'email-queue',
      displayName: 'Send queued emails',
      description: 'Sends whatever waits in the outbox.',
      cronExpression: '*/10 * * * * *',
      jobType: 'email',
    },
    {
      name: 'daily-digest',
      displayName: 'Daily digest',
      description: 'Mails the news of the day to every subscriber.',
      cronExpression: '0 8 * * MON-FRI',
      timeZone: 'Europe/Berlin',
      jobType: 'email',
      config: { template: 'digest' },
    },
  ],
  { service: 'email-service' },
);

async function sendEmails(count: number) {
  await delay(50 + 2 * count);
  return { itemsProcessed: count };
}
