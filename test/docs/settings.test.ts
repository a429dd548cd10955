// docs/reference/settings.md has every setting of a registration, with the range and default of its schema.
import { expect, it } from 'vitest';
import { z } from 'zod';
import { JobRegistration, OperatorSettings } from '../../src/contract/jobs.ts';
import { sectionsOf } from './pages.ts';

interface Schema {
  type?: string;
  enum?: string[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  format?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
}

const PAGE = 'docs/reference/settings.md';
const registration = z.toJSONSchema(z.object(JobRegistration.shape), {
  io: 'input',
  unrepresentable: 'any',
}) as Schema;
const sections = sectionsOf(PAGE, 3);

it('has a section for each setting, and none for others', () => {
  expect([...sections.keys()].toSorted()).toEqual(Object.keys(registration.properties!).toSorted());
});

it.each(Object.entries(registration.properties!))('%s: states type, range and default', (name, schema) => {
  const expected = registration.required!.includes(name) ? `Required. ${facts(schema)}` : facts(schema);
  expect(sections.get(name)?.trim().split('\n\n')[0]).toBe(expected);
  for (const [part, partSchema] of Object.entries(schema.properties ?? {})) {
    expect(sections.get(name)).toContain(`- \`${part}\`. ${facts(partSchema)}`);
  }
});

it('names the settings that an operator may override', () => {
  const overridable = sectionsOf(PAGE, 2).get('Overridable settings')!;
  expect([...overridable.matchAll(/`(\w+)`/g)].map(([, name]) => name!).toSorted()).toEqual(
    OperatorSettings.keyof().options.toSorted(),
  );
});

/** `Whole number from 1 to 86,400. Default: 300.` */
function facts(schema: Schema): string {
  const { anyOf } = schema;
  const nullable = anyOf?.some(({ type }) => type === 'null') ?? false;
  const what = kind(anyOf?.find(({ type }) => type !== 'null') ?? schema) + (nullable ? ', or `null`' : '');
  const byDefault =
    'default' in schema && schema.type !== 'object' ? ` Default: ${shown(schema.default)}.` : '';
  return `${what}.${byDefault}`;
}

function kind({ type, enum: values, format, properties, ...limits }: Schema): string {
  if (values) return `One of ${values.map(shown).join(', ')}`;
  if (format === 'date-time') return 'Instant (ISO 8601 with an offset)';
  switch (type) {
    case 'boolean':
      return '`true` or `false`';
    case 'integer':
      return `Whole number from ${shown(limits.minimum)} to ${shown(limits.maximum)}`;
    case 'number':
      return `Number from ${shown(limits.minimum)} to ${shown(limits.maximum)}`;
    case 'string':
      return limits.maxLength === undefined
        ? 'A name'
        : `Text of up to ${shown(limits.maxLength)} characters`;
    case 'array':
      return `List of up to ${shown(limits.maxItems)}`;
    default:
      return properties ? 'Object' : 'JSON object';
  }
}

function shown(value: unknown): string {
  if (typeof value === 'number') return value.toLocaleString('en-US');
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
