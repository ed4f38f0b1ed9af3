import { initTRPC, TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import { permissionTitle } from '../domain/login/permissions.ts';
import { newId } from '../db/new-id.ts';
import { type Missing, missingFor } from './admin/needs.ts';
import type { ApiContext } from './context.ts';
import { Refusal, transportCodes } from './refusal.ts';
import type { Limit } from './visit-limiter.ts';

interface ProcedureMeta {
  /** How often one visitor may call it without a login. */
  readonly limit: Limit;
}

const UNKNOWN =
  'Something went wrong on our side. Please try again; if it stays, tell the admin this number: ';

/** What pages find in `error.data` beside the transport code. */
export interface FailureData {
  readonly userMessage: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly reason: string | null;
  /** Also in the log; set only where the failure is ours. */
  readonly errorId: string | null;
}

const t = initTRPC
  .context<ApiContext>()
  .meta<ProcedureMeta>()
  .create({
    defaultMeta: { limit: { max: 240, seconds: 60 } },
    errorFormatter: ({ shape, error }) => {
      const failure = describeFailure(error);
      const { stack: _stack, ...data } = shape.data;
      return { ...shape, message: failure.userMessage, data: { ...data, ...failure } };
    },
  });

export const router = t.router;

/** A refusal keeps its own code on the way out; anything else that is thrown stays an internal error. */
const refusing = t.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok && result.error.cause instanceof Refusal) {
    const cause = result.error.cause;
    throw new TRPCError({ code: transportCodes[cause.code], message: cause.userMessage, cause });
  }
  return result;
});

const limited = t.middleware(({ ctx, path, meta, next }) => {
  const wait = meta === undefined ? 0 : ctx.limiter.take(ctx.visitor, path, meta.limit);
  if (wait > 0) {
    throw new Refusal('tooManyRequests', {
      userMessage: `Too many tries. Please wait ${Math.ceil(wait / 1000)} seconds.`,
      reason: 'tooManyRequests',
    });
  }
  return next();
});

/** For everybody; limited by visitor. Set `.meta({ limit })` where the default of 240 a minute is too much. */
export const publicProcedure = t.procedure.use(refusing).use(limited);

/** For whoever is signed in with a confirmed address. A disabled login has no session any more. */
export const loginProcedure = t.procedure.use(refusing).use(({ ctx, next }) => {
  if (ctx.login === null || !ctx.login.emailVerified) {
    throw new Refusal('notSignedIn', { userMessage: 'Please sign in first.', reason: 'notSignedIn' });
  }
  return next({ ctx: { ...ctx, login: ctx.login } });
});

/** The same where something could be guessed: limited by visitor as well. */
export const limitedLoginProcedure = loginProcedure.use(limited);

/**
 * For whoever may do it, as api/admin/needs.ts says of its path; asked at every call, so that a right counts from
 * the next one on and is lost with the next one.
 */
export const adminProcedure = loginProcedure.use(async ({ ctx, path, getRawInput, next }) => {
  const rights = await ctx.rightsOf(ctx.login);
  const missing = missingFor(rights, path.replace(/^admin\./, ''), await getRawInput());
  if (missing !== null)
    throw new Refusal('notAllowed', { userMessage: lacking(missing), reason: 'notAllowed' });
  return next({ ctx: { ...ctx, rights } });
});

function lacking(missing: Missing): string {
  if (missing === 'part') return 'This is for administrators and their helpers.';
  if (missing === 'administrator') return 'This is for administrators.';
  return `Your role does not include this: ${permissionTitle(missing)}. An administrator can add it.`;
}

const errorIds = new WeakMap<object, string>();

/** The same id in the answer and in the log. */
export function errorIdOf(error: object): string {
  const known = errorIds.get(error);
  if (known !== undefined) return known;
  const id = newId();
  errorIds.set(error, id);
  return id;
}

function describeFailure(error: TRPCError): FailureData {
  const nothing = { fields: {}, reason: null, errorId: null };
  if (error.cause instanceof Refusal) {
    const { userMessage, fields, reason } = error.cause;
    return { userMessage, fields, reason, errorId: null };
  }
  if (error.cause instanceof ZodError) {
    const fields = fieldsOf(error.cause);
    return { ...nothing, userMessage: 'Please look at the fields again.', fields, reason: 'badInput' };
  }
  if (error.code !== 'INTERNAL_SERVER_ERROR') return { ...nothing, userMessage: error.message };
  const errorId = errorIdOf(error);
  return { ...nothing, userMessage: `${UNKNOWN}${errorId}`, errorId };
}

/** `members[0].from` -> `members.0.from`; the first reason of a field counts. */
function fieldsOf(error: ZodError): Record<string, string> {
  return Object.fromEntries(
    [...error.issues].reverse().map((issue) => [issue.path.map(String).join('.'), issue.message]),
  );
}
