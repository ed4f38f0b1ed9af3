import { betterAuth } from 'better-auth';
import { isAPIError } from 'better-auth/api';
import type { FastifyBaseLogger } from 'fastify';
import type { Kysely } from 'kysely';
import {
  confirmLogin,
  isDisabled,
  linkMember,
  oweLoginNotice,
  recordLogin,
} from '../../db/queries/logins.ts';
import { newId } from '../../db/new-id.ts';
import type { DB } from '../../db/schema.ts';
import type { Seal } from '../../db/seal.ts';
import type { Settings } from '../../domain/settings/index.ts';
import type { VisitLimiter } from '../visit-limiter.ts';
import { answerAlike, beforeEach, refuseDisabled, refuseStranger } from './guards.ts';
import { authRoutes } from './limits.ts';
import { accounts, logins, sessions, verifications } from './tables.ts';

export interface SignInParts {
  readonly db: Kysely<DB>;
  readonly seal: Seal;
  readonly siteUri: string;
  readonly log: FastifyBaseLogger;
  readonly limiter: VisitLimiter;
  clock(): Date;
  settings(): Promise<Settings>;
}

/** Set by our own bridge to the address Fastify worked out; what a browser sends under this name is dropped. */
export const ADDRESS_HEADER = 'x-visitor-address';

export const CONFIRM_SECONDS = 48 * 3600;
export const RESET_SECONDS = 3600;
const SESSION_SECONDS = 30 * 86_400;

/** The sign-in library, set up for this site. Made anew when the site's address changes. */
export function createSignIn(parts: SignInParts) {
  return betterAuth({
    appName: 'Streams Manager',
    baseURL: parts.siteUri,
    basePath: '/api/auth',
    secret: parts.seal.derive('sign-in'),
    database: { db: parts.db, type: 'postgres', transaction: true },
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level, message) => parts.log.error({ part: 'sign-in' }, message) },
    onAPIError: { onError: (error) => logFault(parts.log, error) },
    trustedOrigins: (request) => (request === undefined ? [] : [new URL(request.url).origin]),
    user: {
      ...logins,
      validateUserInfo: ({ user }) =>
        refuseStranger(parts, { email: user.email ?? '', isReferred: isReferred(user) }),
    },
    session: { ...sessions, expiresIn: SESSION_SECONDS },
    account: accounts,
    verification: verifications,
    ...mails(parts),
    rateLimit: rateLimit(parts.limiter),
    databaseHooks: {
      session: {
        create: {
          before: (session) => refuseDisabled(parts, session.userId),
          after: (session) => recordLogin(parts.db, session.userId, parts.clock()),
        },
      },
    },
    hooks: { before: beforeEach(parts), after: answerAlike() },
    advanced: {
      useSecureCookies: parts.siteUri.startsWith('https:'),
      cookiePrefix: 'streams-manager',
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: () => newId(), validateSchema: false },
    },
  });
}

function isReferred(user: object): boolean {
  return 'referredById' in user && typeof user.referredById === 'string';
}

export type SignIn = ReturnType<typeof createSignIn>;

/** What was refused is in the answer; only what broke is worth a line. */
function logFault(log: FastifyBaseLogger, error: unknown): void {
  if (isAPIError(error) && error.statusCode < 500) return;
  log.error({ part: 'sign-in', err: error }, 'signing in failed');
}

interface Addressed {
  readonly id: string;
  readonly email: string;
}

/** Messages are owed, never sent from here: a durable process delivers them. */
function mails(parts: SignInParts) {
  const owe = async (event: 'confirmRegistration' | 'resetPassword', user: Addressed, path: string) => {
    const url = `${parts.siteUri}${path}`;
    await oweLoginNotice(parts.db, parts.seal, {
      loginId: user.id,
      email: user.email,
      event,
      url,
      at: parts.clock(),
    });
  };
  return {
    emailAndPassword: {
      enabled: true,
      requireEmailVerification: true,
      autoSignIn: false,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: RESET_SECONDS,
      sendResetPassword: async (data: { user: Addressed; token: string }) => {
        if (await isDisabled(parts.db, data.user.id)) return;
        await owe('resetPassword', data.user, `/reset?token=${encodeURIComponent(data.token)}`);
      },
      onPasswordReset: ({ user }: { user: Addressed }) => confirmLogin(parts.db, user),
    },
    emailVerification: {
      sendOnSignUp: true,
      expiresIn: CONFIRM_SECONDS,
      sendVerificationEmail: async (data: { user: Addressed; token: string }) => {
        await owe('confirmRegistration', data.user, `/confirm?token=${encodeURIComponent(data.token)}`);
      },
      afterEmailVerification: async (user: Addressed) => {
        await linkMember(parts.db, user);
      },
    },
  };
}

function rateLimit(limiter: VisitLimiter) {
  return {
    enabled: true,
    customRules: Object.fromEntries(
      authRoutes.map(({ path, limit }) => [path, { max: limit.max, window: limit.seconds }]),
    ),
    customStorage: {
      consume: async (key: string, rule: { max: number; window: number }) => {
        const wait = limiter.take(key, 'sign-in library', { max: rule.max, seconds: rule.window });
        return { allowed: wait === 0, retryAfter: wait === 0 ? null : Math.ceil(wait / 1000) };
      },
    },
  };
}
