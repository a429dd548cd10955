// A JSON Schema of the OpenAPI document, as the reference page shows it.
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: unknown;
  default?: unknown;
  description?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  maxLength?: number;
}

/** Said once for all bodies. */
const SAID_BEFORE = new Set(['userId', 'reason']);

/** `{message, job, warnings?}`; a link to an object that the page describes. */
export function shape(schema: Schema): string {
  if (schema.$ref !== undefined) return link(nameOf(schema.$ref));
  const { anyOf, oneOf, properties, required = [], additionalProperties } = schema;
  const variants = anyOf ?? oneOf;
  if (variants) return [...new Set(variants.filter(isNoError).map(shape))].join(' or ');
  if (properties === undefined) return additionalProperties === undefined ? '' : 'a JSON object';
  const names = Object.keys(properties).map((name) => (required.includes(name) ? name : `${name}?`));
  return `\`{${names.join(', ')}}\``;
}

/** An item of a list for each field. */
export function fields(schema: Schema, { isAnswer = false } = {}): string {
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties)
    .filter(([name]) => !SAID_BEFORE.has(name))
    .map(([name, field]) => {
      const isRequired = required.includes(name);
      return item(name, field, isAnswer ? !isRequired && 'may be absent' : isRequired && 'required');
    })
    .join('\n');
}

export function item(name: string, schema: Schema, presence: string | false = false): string {
  const { default: initial, description: said } = { ...withoutNull(schema), ...schema };
  const about = [
    kind(schema),
    ...(presence === false ? [] : [presence]),
    ...(initial === undefined || typeof initial === 'object'
      ? []
      : [`by default ${JSON.stringify(initial)}`]),
  ].join(', ');
  return `- \`${name}\` (${about})${said === undefined ? '' : `: ${said}`}`;
}

function kind(schema: Schema): string {
  return `${kindOf(withoutNull(schema))}${isNullable(schema) ? ' or null' : ''}`;
}

function kindOf(schema: Schema): string {
  if (schema.$ref !== undefined) return link(nameOf(schema.$ref));
  const { type, format, enum: values, const: only, items, anyOf, oneOf, ...limits } = schema;
  const variants = anyOf ?? oneOf;
  if (variants) {
    // A parameter that may be repeated.
    const [one, many] = variants;
    if (many?.maxItems !== undefined && kindOf(one!) === kindOf(many.items!)) {
      return `${kindOf(one!)}; up to ${many.maxItems} times`;
    }
    return [...new Set(variants.map(kindOf))].join(' or ');
  }
  if (only !== undefined) return `\`${JSON.stringify(only).replaceAll('"', '')}\``;
  if (values) return values.map((value) => `\`${String(value)}\``).join(', ');
  if (format === 'date-time') return 'instant';
  if (format === 'uuid') return 'UUID';
  if (type === undefined) return 'anything';
  const kinds = [type].flat().filter((one) => one !== 'null');
  if (kinds.includes('array')) return `list of ${kindOf(items!)}${range(limits.minItems, limits.maxItems)}`;
  if (kinds.includes('object')) return shape(schema) || 'object';
  const text = kinds[0] === 'string' ? 'text' : kinds[0]!;
  const { minimum, maximum, maxLength } = limits;
  if (maxLength !== undefined) return `${text} of up to ${count(maxLength)} characters`;
  return `${text}${range(minimum, maximum)}`;
}

function range(from: number | undefined, to: number | undefined): string {
  const end = to === undefined || to === Number.MAX_SAFE_INTEGER ? undefined : count(to);
  if (from === undefined || from === Number.MIN_SAFE_INTEGER) return end === undefined ? '' : ` up to ${end}`;
  return end === undefined ? ` from ${count(from)}` : ` ${count(from)} to ${end}`;
}

function count(value: number): string {
  return value >= 1e12 ? '10¹²' : value.toLocaleString('en-US');
}

function isNullable(schema: Schema): boolean {
  const { type, anyOf = [] } = schema;
  return [type].flat().includes('null') || anyOf.some(isNullable);
}

function withoutNull(schema: Schema): Schema {
  const rest = schema.anyOf?.filter(({ type }) => type !== 'null');
  return rest?.length === 1 ? withoutNull(rest[0]!) : schema;
}

function isNoError(schema: Schema): boolean {
  return schema.allOf === undefined;
}

function nameOf(reference: string): string {
  return reference.split('/').at(-1)!;
}

function link(name: string): string {
  return `[${name}](#${name.toLowerCase()})`;
}

/** A section for each. */
export function objects(schemas: Record<string, Schema>): string {
  return Object.entries(schemas)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => {
      const { description = '', anyOf, oneOf } = schema;
      const variants = anyOf ?? oneOf ?? [schema];
      return [
        `### ${name}`,
        description,
        ...variants.map((variant) => fields(variant, { isAnswer: variant.additionalProperties === false })),
      ]
        .filter(Boolean)
        .join('\n\n');
    })
    .join('\n\n');
}
