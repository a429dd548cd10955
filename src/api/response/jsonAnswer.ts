// Answers of which parts are JSON already: whole, or page by page as the database gives them.
import { Readable } from 'node:stream';
import type { Context } from 'koa';

/** An object of the given fields; the values of `texts` are JSON. */
export function answerJson(ctx: Context, texts: Record<string, string>, fields: object): void {
  const members = Object.entries(texts).map(([name, text]) => `${JSON.stringify(name)}:${text}`);
  const rest = JSON.stringify(fields).slice(1, -1);
  ctx.type = 'json';
  ctx.body = `{${[...members, ...(rest === '' ? [] : [rest])].join(',')}}`;
}

/**
 * Sends the parts as they come. What fails before the first of them is answered as an error; after it, the connection is cut, so
 * that nobody takes a part for the whole.
 */
export async function streamJson(ctx: Context, parts: AsyncGenerator<string, void>): Promise<void> {
  const first = await parts.next();
  const stream = Readable.from(whole(first, parts));
  stream.once('error', (error) => ctx.res.destroy(error));
  ctx.type = 'json';
  ctx.body = stream;
}

async function* whole(
  first: IteratorResult<string, void>,
  rest: AsyncGenerator<string, void>,
): AsyncGenerator<string, void> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}
