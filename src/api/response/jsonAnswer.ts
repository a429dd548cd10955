// Answers that contain ready JSON from the database: written whole, or streamed page by page.
import { Readable } from 'node:stream';
import type { Context } from 'koa';
import type { JsonText } from '../../store/jsonText.ts';

/** `texts`: fields whose values are JSON text already. */
export function answerJson<Answer extends object, InJson extends keyof Answer & string>(
  ctx: Context,
  texts: { [Name in InJson]: JsonText<Answer[Name]> },
  fields: Omit<Answer, InJson>,
): void {
  const members = Object.entries<string>(texts).map(([name, text]) => `${JSON.stringify(name)}:${text}`);
  const rest = JSON.stringify(fields).slice(1, -1);
  ctx.type = 'json';
  ctx.body = `{${[...members, ...(rest === '' ? [] : [rest])].join(',')}}`;
}

/**
 * Sends the parts as they come. A failure before the first part is answered as an error. After it the connection is cut, so
 * that a partial answer cannot pass for a whole one.
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
