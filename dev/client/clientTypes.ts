// The contract's schemas as TypeScript without zod.
import { z } from 'zod';
import { Progress, ProgressReported } from '../../src/contract/attempts.ts';
import { ApiErrorBody } from '../../src/contract/errors.ts';
import { ExecutionCancelled, ExecutionDetails, HistoryPage } from '../../src/contract/executions.ts';
import {
  ChangeBody,
  CronChanged,
  DisableBody,
  JobDeleted,
  JobDisabled,
  JobEnabled,
} from '../../src/contract/jobChanges.ts';
import { Job, JobList, JobRegistered, JobRegistration } from '../../src/contract/jobs.ts';
import { RunAccepted, RunBody, RunEnded, RunPlanned, TriggerBody } from '../../src/contract/runs.ts';
import { JobResult } from '../../src/contract/serviceCall.ts';
import { Upcoming } from '../../src/contract/upcoming.ts';

const BODIES = { JobRegistration, TriggerBody, RunBody, ChangeBody, DisableBody, Progress, JobResult };
const ANSWERS = {
  Job,
  JobList,
  JobRegistered,
  JobEnabled,
  JobDisabled,
  JobDeleted,
  CronChanged,
  RunAccepted,
  RunPlanned,
  RunEnded,
  ExecutionDetails,
  ExecutionCancelled,
  HistoryPage,
  ProgressReported,
  Upcoming,
  ApiErrorBody,
};

type Schema = z.core.JSONSchema.BaseSchema;

export function clientTypes(): string {
  const types = [
    ...Object.entries(BODIES).map(([name, schema]) => declaration(name, schema, 'input')),
    ...Object.entries(ANSWERS).map(([name, schema]) => declaration(name, schema, 'output')),
  ];
  return `// Written by \`npm run clients:types\` from the scheduler's contract.\n\n${types.join('\n\n')}\n`;
}

function declaration(name: string, schema: z.ZodType, io: 'input' | 'output'): string {
  const json = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    reused: 'inline',
    override: ({ zodSchema, jsonSchema }) => {
      // The contract's only transforms make an instant of an instant; its only custom schema is that of objects.
      if (zodSchema instanceof z.core.$ZodTransform) jsonSchema.type = 'string';
      if (zodSchema instanceof z.core.$ZodCustom) jsonSchema.type = 'object';
    },
  });
  return `export type ${name} = ${typeOf(json)};`;
}

function typeOf(schema: Schema | boolean | undefined): string {
  if (schema === undefined || typeof schema === 'boolean') return 'unknown';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return [...new Set(options.map((option) => `(${typeOf(option)})`))].join(' | ');
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => typeOf({ ...schema, type })).join(' | ');
  }
  switch (schema.type) {
    case 'object':
      return objectOf(schema);
    case 'array':
      return `(${typeOf(schema.items as Schema)})[]`;
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'number':
    case 'integer':
      return 'number';
    default:
      return 'unknown';
  }
}

/** With an explicit undefined, for callers with `exactOptionalPropertyTypes`. */
function optional(type: string): string {
  return type === 'unknown' ? type : `${type} | undefined`;
}

function objectOf({ properties, required = [], additionalProperties }: Schema): string {
  if (!properties) {
    return `Record<string, ${typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown'}>`;
  }
  const fields = Object.entries(properties).map(([name, schema]) =>
    required.includes(name) ? `${name}: ${typeOf(schema)};` : `${name}?: ${optional(typeOf(schema))};`,
  );
  return `{ ${fields.join(' ')} }`;
}
