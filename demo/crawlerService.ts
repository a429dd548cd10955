// A second service, with another owner. Its crawl takes a while, so the client answers 202 and reports back later. Sometimes a
// whole crawl fails, and the scheduler makes another attempt.
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { jobHandler, registerJobs, type JobRun } from '@scheduler-service/client';

const { HOST = '127.0.0.1', PORT = '8102' } = process.env;

const handler = jobHandler(
  { 'news-crawl': crawlPages, 'crawl-cleanup': () => ({ itemsProcessed: 12 }) },
  { answerWithinSeconds: 1 },
);
createServer((request, response) => void handler.node(request, response)).listen(Number(PORT), HOST);

registerJobs(
  [
    {
      name: 'news-crawl',
      displayName: 'Crawl the news',
      description: 'Fetches the front pages of the news sites.',
      cronExpression: '* * * * *',
      jobType: 'crawler',
      endpoint: '/jobs/crawl',
      retry: { maxAttempts: 3, initialIntervalSeconds: 5 },
      heartbeatSeconds: 15,
    },
    {
      name: 'crawl-cleanup',
      displayName: 'Remove old pages',
      description: 'Deletes crawled pages older than 30 days.',
      cronExpression: '@hourly',
      jobType: 'cleanup',
      endpoint: '/jobs/cleanup',
      timeoutSeconds: 60,
    },
  ],
  { service: 'crawler-service' },
);

async function crawlPages({ progress, signal }: JobRun) {
  const pages = Array.from({ length: 30 }, (_, index) => `https://news.example/${index}`);
  const failed: string[] = [];
  for (const [index, page] of pages.entries()) {
    await delay(200);
    if (Math.random() < 0.05) failed.push(page);
    const done = { itemsProcessed: index + 1, itemsFailed: failed.length };
    if (signal.aborted) return { ...done, success: false, error: 'stopped' };
    progress({ ...done, percent: Math.round(((index + 1) / pages.length) * 100), message: page });
  }
  if (Math.random() < 0.1) throw new Error('the index could not be written');
  return { itemsProcessed: pages.length, itemsFailed: failed.length, metadata: { failed } };
}
