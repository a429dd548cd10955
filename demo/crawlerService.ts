// A second service with an owner of its own: its crawl sometimes fails for some pages, and says so.
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const { PORT = '8102', SCHEDULER_URL = 'http://127.0.0.1:8080' } = process.env;

const crawl = {
  name: 'news-crawl',
  displayName: 'Crawl the news',
  description: 'Fetches the front pages of the news sites.',
  cronExpression: '* * * * *',
  jobType: 'crawler',
  endpoint: '/jobs/crawl',
};
const cleanup = {
  name: 'crawl-cleanup',
  displayName: 'Remove old pages',
  description: 'Deletes crawled pages older than 30 days.',
  cronExpression: '@hourly',
  jobType: 'cleanup',
  endpoint: '/jobs/cleanup',
  timeoutSeconds: 60,
};

const answers: Record<string, () => object> = {
  [crawl.endpoint]: () => {
    const pages = Array.from({ length: 30 }, (_, index) => `https://news.example/${index}`);
    const failed = pages.filter(() => Math.random() < 0.05);
    return { ...counts(pages.length, failed.length), metadata: { failed } };
  },
  [cleanup.endpoint]: () => counts(12, 0),
};

function counts(itemsProcessed: number, itemsFailed: number) {
  return { success: true, itemsProcessed, itemsSucceeded: itemsProcessed - itemsFailed, itemsFailed };
}

createServer(async (request, response) => {
  await delay(300);
  const answer = request.method === 'POST' ? answers[request.url ?? '']?.() : undefined;
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer ?? { error: 'not found' }));
}).listen(Number(PORT), '127.0.0.1');

for (const job of [crawl, cleanup]) {
  while (!(await isRegistered({ ...job, service: 'crawler-service', enabled: true }))) await delay(1_000);
}

async function isRegistered(job: object): Promise<boolean> {
  try {
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(job),
    };
    const answer = await fetch(`${SCHEDULER_URL}/api/jobs/register`, request);
    if (!answer.ok) console.error('crawler-service: registration refused:', await answer.text());
    return answer.ok;
  } catch (error) {
    console.error(`crawler-service: the scheduler does not answer yet (${String(error)})`);
    return false;
  }
}
