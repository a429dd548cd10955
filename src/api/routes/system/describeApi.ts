// GET /openapi.json: the contract, as other tools read it.
import type { RouterMiddleware } from '@koa/router';
import type { ApiDeps } from '../../deps.ts';
import { openApiDocument } from '../../openapi/openApiDocument.ts';

export function describeApi({ config, version }: Pick<ApiDeps, 'config' | 'version'>): RouterMiddleware {
  let document: Buffer | undefined;
  return (ctx) => {
    // Takes some 300 ms in which nothing else is answered, so only once and for those who ask.
    document ??= Buffer.from(JSON.stringify(openApiDocument({ version, url: config.publicUrl })));
    ctx.type = 'json';
    // As bytes: viewers are shown no values of `config`, and this only describes them.
    ctx.body = document;
  };
}
