import { z } from 'zod';

export interface RefusalDetails {
  readonly status: number;
  readonly type?: 'invalid_request_error' | 'idempotency_error' | 'api_error' | 'card_error';
  readonly code?: string;
  readonly param?: string;
  readonly message: string;
  /** Refused by validation, so nothing is remembered under the idempotency key. */
  readonly isBeforeExecution?: boolean;
}

/** An answer in Stripe's error shape. */
export class Refusal extends Error {
  readonly details: RefusalDetails;

  constructor(details: RefusalDetails) {
    super(details.message);
    this.name = 'Refusal';
    this.details = details;
  }
}

export function bodyOf(details: RefusalDetails): object {
  const { type = 'invalid_request_error', code, param, message } = details;
  return {
    error: {
      ...(code === undefined
        ? {}
        : { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
      message,
      ...(param === undefined ? {} : { param }),
      type,
    },
  };
}

export function invalid(message: string, about: { code?: string; param?: string } = {}): Refusal {
  return new Refusal({ status: 400, message, isBeforeExecution: true, ...about });
}

export function missing(what: string, id: string, param: string): Refusal {
  return new Refusal({
    status: 404,
    code: 'resource_missing',
    param,
    message: `No such ${what}: '${id}'`,
    isBeforeExecution: true,
  });
}

/** Reads parameters by their schema, or refuses the first thing that is wrong with them. */
export function readParams<Schema extends z.ZodType>(schema: Schema, params: unknown): z.output<Schema> {
  const parsed = schema.safeParse(params);
  if (parsed.success) {
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  throw issue === undefined ? invalid('Invalid parameters') : refusalOf(issue, params);
}

function refusalOf(issue: z.core.$ZodIssue, params: unknown): Refusal {
  if (issue.code === 'unrecognized_keys') {
    const param = nameOf([...issue.path, issue.keys[0] ?? '']);
    return invalid(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param });
  }
  const param = nameOf(issue.path);
  if (valueAt(params, issue.path) === undefined) {
    return invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  }
  const code = issue.code === 'custom' ? z.string().safeParse(issue.params?.['code']).data : undefined;
  return invalid(issue.message, code === undefined ? { param } : { code, param });
}

function valueAt(params: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    params,
  );
}

function nameOf(path: readonly PropertyKey[]): string {
  const [first = '', ...rest] = path.map(String);
  return first + rest.map((step) => `[${step}]`).join('');
}
