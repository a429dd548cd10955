// A second service, with another owner. Its crawl takes a while, so it answers 202 and reports back later. Sometimes a whole
// crawl fails, and the scheduler makes another attempt.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const {
  HOST = '127.0.0.1',
  PORT = '8102',
  SCHEDULER_URL = 'http://127.0.0.1:8080',
  SCHEDULER_TOKEN,
} = process.env;
// None in open mode.
const authorization = SCHEDULER_TOKEN && { authorization: `Bearer ${SCHEDULER_TOKEN}` };

const crawl = {
  name: 'news-crawl',
  displayName: 'Crawl the news',
  description: 'Fetches the front pages of the news sites.',
  cronExpression: '* * * * *',
  jobType: 'crawler',
  endpoint: '/jobs/crawl',
  retry: { maxAttempts: 3, initialIntervalSeconds: 5 },
  heartbeatSeconds: 15,
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

async function crawlPages(headers: IncomingHttpHeaders): Promise<void> {
  const pages = Array.from({ length: 30 }, (_, index) => `https://news.example/${index}`);
  const failed: string[] = [];
  for (const [index, page] of pages.entries()) {
    await delay(200);
    if (Math.random() < 0.05) failed.push(page);
    if (index % 10 !== 9) continue;
    const { cancelRequested } = await report(headers, 'progress', {
      itemsProcessed: index + 1,
      percent: Math.round(((index + 1) / pages.length) * 100),
      message: page,
    });
    if (cancelRequested) {
      await report(headers, 'complete', {
        ...counts(index + 1, failed.length),
        success: false,
        error: 'stopped',
      });
      return;
    }
  }
  const outage = Math.random() < 0.1 ? { success: false, error: 'the index could not be written' } : {};
  await report(headers, 'complete', {
    ...counts(pages.length, failed.length),
    metadata: { failed },
    ...outage,
  });
}

/** Retries until the scheduler has answered: from then on the report is durable. */
async function report(
  headers: IncomingHttpHeaders,
  what: 'progress' | 'complete',
  body: object,
): Promise<{ cancelRequested?: boolean }> {
  for (;;) {
    try {
      const answer = await fetch(`${String(headers['x-scheduler-callback-url'])}/${what}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-scheduler-callback-token': String(headers['x-scheduler-callback-token']),
        },
        body: JSON.stringify(body),
      });
      // 409: the attempt has ended (stuck, timed out, or this report already arrived).
      if (answer.status < 500)
        return answer.ok ? ((await answer.json()) as object) : { cancelRequested: true };
    } catch (error) {
      console.error(`crawler-service: the report waits for the scheduler (${String(error)})`);
    }
    await delay(1_000);
  }
}

function counts(itemsProcessed: number, itemsFailed: number) {
  return { success: true, itemsProcessed, itemsSucceeded: itemsProcessed - itemsFailed, itemsFailed };
}

createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  if (request.url === crawl.endpoint) {
    response.writeHead(202).end('{}');
    void crawlPages(request.headers);
  } else if (request.url === cleanup.endpoint) {
    response.end(JSON.stringify(counts(12, 0)));
  } else {
    response.writeHead(404).end(JSON.stringify({ error: 'not found' }));
  }
}).listen(Number(PORT), HOST);

for (const job of [crawl, cleanup]) {
  while (!(await isRegistered({ ...job, service: 'crawler-service', enabled: true }))) await delay(1_000);
}

async function isRegistered(job: object): Promise<boolean> {
  try {
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization },
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
