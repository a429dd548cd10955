// The contract as an OpenAPI 3.1 document.
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import { PERMISSIONS } from '../../contract/permissions.ts';
import { CHAPTERS, type RouteName } from '../../contract/routes.ts';
import type { RouteContract } from '../../contract/routes/routeContract.ts';
import { answersOf } from './answersOf.ts';
import { INTRODUCTION } from './introduction.ts';
import { permissionInWords, SECURITY_SCHEMES, securityOf } from './security.ts';

/** No text that the database could not keep: see request/findUnstorable.ts. */
const NO_NUL = '^[^\\u0000]*$';

export function openApiDocument({ version, url }: { version: string; url: string }) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [chapter, routes] of Object.entries(CHAPTERS)) {
    for (const [route, contract] of Object.entries(routes) as [RouteName, RouteContract][]) {
      const [method, path] = route.split(' ') as [string, string];
      const operations = (paths[path.replaceAll(/:(\w+)/g, '{$1}')] ??= {});
      operations[method.toLowerCase()] = operation(chapter, route, contract);
    }
  }
  const document = createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Scheduler Service',
        version,
        description: withoutLinks(INTRODUCTION),
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url }],
      tags: Object.keys(CHAPTERS).map((name) => ({ name })),
      paths,
      components: { securitySchemes: SECURITY_SCHEMES },
    },
    {
      override: ({ jsonSchema, io }) => {
        // The pattern of an instant or id repeats its format in 500 characters.
        if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
        else if (io === 'input' && isFreeText(jsonSchema)) jsonSchema.pattern = NO_NUL;
        if (io === 'output' && jsonSchema.maximum === Number.MAX_SAFE_INTEGER) {
          delete jsonSchema.minimum;
          delete jsonSchema.maximum;
        }
      },
    },
  );
  addExamples(document);
  return document;
}

function operation(tag: string, route: RouteName, contract: RouteContract): ZodOpenApiOperationObject {
  const { operationId, summary, description = '', params, query, headers, body, example } = contract;
  const permission = PERMISSIONS[route];
  return {
    tags: [tag],
    operationId,
    summary,
    description: [withoutLinks(description), permissionInWords(permission)].filter(Boolean).join('\n\n'),
    security: securityOf(permission),
    'x-permission': permission,
    requestParams: {
      ...(params && { path: params }),
      ...(query && { query }),
      ...(headers && { header: headers }),
    },
    ...(body && {
      requestBody: {
        required: !body.safeParse({}).success,
        content: { 'application/json': { schema: body, ...(example?.body && { example: example.body }) } },
      },
    }),
    responses: answersOf(contract),
  };
}

/** Of parameters; that of a body is beside its schema. */
function addExamples(document: ReturnType<typeof createDocument>): void {
  const examples = new Map(
    Object.values(CHAPTERS)
      .flatMap((routes) => Object.values<RouteContract>(routes))
      .map(({ operationId, example }) => [operationId, example]),
  );
  for (const item of Object.values(document.paths ?? {})) {
    for (const { operationId, parameters } of Object.values(item)) {
      const { params, query, headers } = examples.get(operationId) ?? {};
      const values = { ...params, ...query, ...headers };
      for (const parameter of parameters ?? []) {
        if (parameter.name in values) parameter.example = values[parameter.name];
      }
    }
  }
}

/** Links lead to other pages of the documentation, which are not here. */
function withoutLinks(markdown: string): string {
  return markdown.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1');
}

interface Limits {
  type?: unknown;
  pattern?: unknown;
  enum?: unknown;
  const?: unknown;
}

function isFreeText({ type, pattern, enum: values, const: only }: Limits): boolean {
  return type === 'string' && pattern === undefined && values === undefined && only === undefined;
}
