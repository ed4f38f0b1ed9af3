import { existsSync, readFileSync } from 'node:fs';

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  /** OpenAPI 3.1 names several, `null` among them. */
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly nullable?: boolean;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Record<string, Answer> }>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses?: Readonly<Record<string, Answer>>;
  };
}

interface Answer {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

/** A published OpenAPI 3.0 or 3.1 description, kept beside the project and not in it. */
export interface PublishedDescription {
  /** What in a body is not as the description says; empty when all is. */
  problems(operation: { method: string; path: string; status: number }, body: unknown): string[];
}

/** Null when the description is not on this machine. `path` counts from the root of the project. */
export function publishedDescription(path: string): PublishedDescription | null {
  if (!existsSync(path)) return null;
  const description = JSON.parse(readFileSync(path, 'utf8')) as Description;
  return {
    problems({ method, path: route, status }, body) {
      const answer = answerFor(description, { method, path: route, status });
      if (answer === undefined) return [`${method} ${route} has no answer ${status}`];
      const schema = Object.values(answer.content ?? {})[0]?.schema;
      if (schema === undefined)
        return body === undefined ? [] : [`${method} ${route} answers ${status} without a body`];
      return check(description, { schema, at: '$' }, body);
    },
  };
}

function answerFor(
  { paths, components }: Description,
  { method, path, status }: { readonly method: string; readonly path: string; readonly status: number },
): Answer | undefined {
  const answers = paths[path]?.[method.toLowerCase()]?.responses;
  const answer = answers?.[String(status)] ?? answers?.[`${String(status).charAt(0)}XX`];
  const name = answer?.$ref?.split('/').at(-1);
  return name === undefined ? answer : components.responses?.[name];
}

interface Place {
  readonly schema: Schema;
  readonly at: string;
}

function check(description: Description, { schema, at }: Place, value: unknown): string[] {
  const flat = resolve(description, schema);
  if (value === null || value === undefined) return mayBeNull(description, flat) ? [] : [`${at} is missing`];
  if (flat.const !== undefined && flat.const !== value) return [`${at} is not the one value named`];
  if (flat.oneOf !== undefined && !fitsOneOf(description, flat.oneOf, value))
    return [`${at} is none of what it may be`];
  if (flat.enum !== undefined && !flat.enum.includes(value)) return [`${at} is not one of the named values`];
  if (flat.type === 'array') {
    if (!Array.isArray(value)) return [`${at} is not a list`];
    const items = flat.items;
    return items === undefined
      ? []
      : value.flatMap((item, i) => check(description, { schema: items, at: `${at}[${i}]` }, item));
  }
  if (flat.type === 'object') return checkObject(description, { schema: flat, at }, value);
  return isOfType(flat, value) ? [] : [`${at} is not ${flat.type} ${flat.format ?? ''}`.trimEnd()];
}

function mayBeNull(description: Description, { nullable, type, oneOf = [] }: Schema): boolean {
  const alternatives = oneOf.map((schema) => resolve(description, schema));
  return (
    nullable === true ||
    typesOf({ type }).includes('null') ||
    alternatives.some(({ type: one }) => one === 'null')
  );
}

function fitsOneOf(description: Description, oneOf: readonly Schema[], value: unknown): boolean {
  return oneOf.some((schema) => check(description, { schema, at: '' }, value).length === 0);
}

function typesOf({ type }: { readonly type: Schema['type'] }): readonly string[] {
  return typeof type === 'string' ? [type] : (type ?? []);
}

function checkObject(description: Description, { schema, at }: Place, value: unknown): string[] {
  if (typeof value !== 'object' || Array.isArray(value)) return [`${at} is not an object`];
  const sent = value as Record<string, unknown>;
  const missing = (schema.required ?? [])
    .filter((name) => !(name in sent))
    .map((name) => `${at}.${name} is missing`);
  const wrong = Object.entries(sent).flatMap(([name, inner]) => {
    const known = schema.properties?.[name];
    if (known !== undefined) return check(description, { schema: known, at: `${at}.${name}` }, inner);
    return schema.additionalProperties === false ? [`${at}.${name} is not described`] : [];
  });
  return [...missing, ...wrong];
}

function resolve(description: Description, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  const referred = name === undefined ? {} : resolve(description, description.components.schemas[name] ?? {});
  const merged = (schema.allOf ?? []).reduce<Schema>(
    (all, part) => both(all, resolve(description, part)),
    referred,
  );
  const { $ref: _ref, allOf: _allOf, ...own } = schema;
  return { ...merged, ...own };
}

function both(one: Schema, other: Schema): Schema {
  const properties = { ...one.properties, ...other.properties };
  const required = [...(one.required ?? []), ...(other.required ?? [])];
  return { ...one, ...other, properties, required };
}

const FORMATS: Readonly<Record<string, RegExp>> = {
  // The server writes ids without hyphens although it calls them UUIDs.
  uuid: /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
};

function isOfType({ type, format, pattern }: Schema, value: unknown): boolean {
  const types = typesOf({ type });
  return types.length === 0 || types.some((one) => isOfOneType({ type: one, format, pattern }, value));
}

function isOfOneType(
  { type, format, pattern }: { type: string } & Record<'format' | 'pattern', string | undefined>,
  value: unknown,
): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type !== 'string') return typeof value === type;
  if (typeof value !== 'string' || (pattern !== undefined && !new RegExp(pattern).test(value))) return false;
  return FORMATS[format ?? '']?.test(value) ?? true;
}
