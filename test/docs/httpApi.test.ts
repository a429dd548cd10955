// docs/reference/http-api.md is written from the contract: `npm run docs:http` writes it anew.
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { INTRODUCTION } from '../../src/api/openapi/introduction.ts';
import { openApiDocument } from '../../src/api/openapi/openApiDocument.ts';
import { PERMISSIONS, personInWords, serviceTokenInWords } from '../../src/contract/permissions.ts';
import { CHAPTERS, type RouteName } from '../../src/contract/routes.ts';
import type { RouteContract } from '../../src/contract/routes/routeContract.ts';
import { ROOT } from './pages.ts';
import { fields, item, objects, shape, type Schema } from './schemaInWords.ts';

const PAGE = join(ROOT, 'docs/reference/http-api.md');
const SERVER = 'http://127.0.0.1:8080';

interface Operation {
  parameters?: { name: string; in: string; schema: Schema }[];
  requestBody?: Content;
  responses: Record<string, Content>;
}
interface Content {
  content: { 'application/json': { schema: Schema } };
}
const document = openApiDocument({ version: '', url: SERVER }) as unknown as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

it('describes the routes as they are', async () => {
  const chapters = Object.entries(CHAPTERS).map(([chapter, routes]) => {
    const sections = Object.entries(routes) as [RouteName, RouteContract][];
    return [`## ${chapter}`, ...sections.map(([route, contract]) => section(route, contract))].join('\n\n');
  });
  const page = [
    '# HTTP API',
    `The examples use \`${SERVER}\`, where \`npm run dev\` listens. \`GET /openapi.json\` has the same for other tools (OpenAPI 3.1), and \`/docs\` as a page from which requests can be sent.`,
    '## Conventions',
    INTRODUCTION,
    ...chapters,
    '### GET /admin/scheduler',
    'The [admin portal](../guides/admin-portal.md), and every address below it.',
    '### GET /docs',
    'This reference as a page from which requests can be sent. It asks for a token where one is needed, and keeps it until it is closed.',
    '## Objects',
    objects(document.components.schemas),
  ].join('\n\n');
  const options = { ...(await resolveConfig(PAGE)), parser: 'markdown' };
  await expect(await format(page, options)).toMatchFileSnapshot(PAGE);
});

function section(route: RouteName, contract: RouteContract): string {
  const { summary, description, codes = [] } = contract;
  const permission = PERMISSIONS[route];
  const service =
    permission.credentials === undefined ? `; service token: ${serviceTokenInWords(permission)}` : '';
  const { parameters = [], requestBody, responses } = operationOf(route);
  return [
    `### ${route}`,
    `_${summary}. For: ${personInWords(permission)}${service}._`,
    description,
    list('query', parameters),
    list('header', parameters),
    requestBody && bodyOf(schemaOf(requestBody)),
    ...Object.keys(contract.answers).map((status) => `${status} ${shape(schemaOf(responses[status]!))}`),
    codes.length > 0 && `Codes: ${codes.map((code) => `\`${code}\``).join(', ')}.`,
    curl(route, contract),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function bodyOf(schema: Schema): string {
  if (schema.$ref !== undefined) return `Body: ${shape(schema)}.`;
  const listed = fields(schema);
  return listed === '' ? '' : `Body:\n\n${listed}`;
}

function operationOf(route: RouteName): Operation {
  const [method, path] = route.split(' ') as [string, string];
  return document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]![method.toLowerCase()]!;
}

function list(place: 'query' | 'header', parameters: NonNullable<Operation['parameters']>): string {
  const listed = parameters.filter((one) => one.in === place).map(({ name, schema }) => item(name, schema));
  return listed.length === 0
    ? ''
    : `${{ query: 'Query', header: 'Headers' }[place]}:\n\n${listed.join('\n')}`;
}

function schemaOf({ content }: Content): Schema {
  return content['application/json'].schema;
}

/** Only where there is something to show: a body, a query or a header. */
function curl(route: RouteName, { example }: RouteContract): string {
  const { params = {}, query, headers = {}, body } = example ?? {};
  if (query === undefined && body === undefined && Object.keys(headers).length === 0) return '';
  const [method, path] = route.split(' ') as [string, string];
  const address = path.replaceAll(/:(\w+)/g, (_all, name: string) => params[name]!);
  if (address.includes('undefined')) return '';
  const search =
    query === undefined ? '' : `?${new URLSearchParams(query as Record<string, string>).toString()}`;
  const sent = { ...headers, ...(body && { 'content-type': 'application/json' }) };
  return [
    '```sh',
    [
      `curl${method === 'GET' ? '' : ` -X ${method}`} '${SERVER}${address}${search}'`,
      ...Object.entries(sent).map(([name, value]) => `-H '${name}: ${value}'`),
      ...(body ? [`-d '${JSON.stringify(body)}'`] : []),
    ].join(' \\\n  '),
    '```',
  ].join('\n');
}
