import { APIError, createAuthMiddleware } from 'better-auth/api';
import { dropUnconfirmed, isDisabled, isMemberEmail } from '../../db/queries/logins.ts';
import { referrerOf } from '../../db/queries/referrals.ts';
import { describeMissing } from '../../domain/login/password-rule.ts';
import { mayRegister } from '../../domain/login/registration.ts';
import type { SignInParts } from './sign-in.ts';

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export async function refuseDisabled(parts: SignInParts, loginId: string): Promise<void> {
  if (await isDisabled(parts.db, loginId)) {
    throw new APIError('FORBIDDEN', {
      code: 'LOGIN_DISABLED',
      message: 'This login is switched off. Please write to the admin.',
    });
  }
}

/** What is looked at before the library acts. */
export function beforeEach(parts: SignInParts) {
  return createAuthMiddleware(async (ctx) => {
    const body = (ctx.body ?? {}) as Record<string, unknown>;
    switch (ctx.path) {
      case '/sign-up/email':
        return { context: { body: { ...body, ...(await checkRegistration(parts, body)) } } };
      case '/reset-password':
        refuseWeakPassword(body['newPassword'], 'newPassword');
        return;
      case '/request-password-reset':
      case '/send-verification-email':
        await requireMail(parts);
        return;
      case '/change-password':
        refuseWeakPassword(body['newPassword'], 'newPassword');
        return { context: { body: { ...body, revokeOtherSessions: true } } };
    }
  });
}

/** Says no where the no is the same for every address, and gives an unconfirmed earlier try away. */
async function checkRegistration(parts: SignInParts, body: Record<string, unknown>) {
  const { registration } = await parts.settings();
  if (!registration.enabled) {
    throw new APIError('FORBIDDEN', { code: 'REGISTRATION_CLOSED', message: 'Registration is closed.' });
  }
  await requireMail(parts);
  const email = String(body['email'] ?? '').trim();
  const name = String(body['name'] ?? '').trim();
  const wrong = {
    ...(name === '' || name.length > 80 ? { name: 'Your name, at most 80 characters' } : {}),
    ...(ADDRESS.test(email) ? {} : { email: 'An e-mail address, such as you@example.org' }),
  };
  if (Object.keys(wrong).length > 0) throw badFields(wrong);
  refuseWeakPassword(body['password'], 'password');
  // The library would take it for its own field, whatever is found here.
  if ('referredById' in body) throw badFields({ referralCode: 'The code of a member' });
  const referredById = await findReferrer(parts, body['referralCode']);
  if (await isWelcome(parts, email, referredById !== null)) await dropUnconfirmed(parts.db, email);
  return { email, name, referredById };
}

/** Whose link a person followed; null: nobody's, or links let nobody in. */
async function findReferrer(parts: SignInParts, code: unknown): Promise<string | null> {
  const { referral } = await parts.settings();
  if (!referral.allowRegistration || typeof code !== 'string' || code === '') return null;
  return await referrerOf(parts.db, code.slice(0, 40));
}

/** On a closed site a stranger gets the answer everybody gets, and neither a login nor a mail. */
export async function refuseStranger(
  parts: SignInParts,
  user: { readonly email: string; readonly isReferred: boolean },
): Promise<{ error: string } | undefined> {
  return (await isWelcome(parts, user.email, user.isReferred)) ? undefined : { error: 'notWelcome' };
}

async function isWelcome(parts: SignInParts, email: string, hasReferrer: boolean): Promise<boolean> {
  const { registration, referral } = await parts.settings();
  const isMember = await isMemberEmail(parts.db, email);
  const { enabled, open } = registration;
  return mayRegister({ isMember, hasReferrer }, { enabled, open, allowReferred: referral.allowRegistration });
}

/** Whether an address was known, and the session's own token, stand in no answer. */
export function answerAlike() {
  return createAuthMiddleware(async (ctx) => {
    const { returned } = ctx.context;
    return returned instanceof Error || ctx.path === '/get-session' ? undefined : ctx.json({ ok: true });
  });
}

async function requireMail(parts: SignInParts): Promise<void> {
  const { mail } = await parts.settings();
  if (mail.enabled) return;
  throw new APIError('SERVICE_UNAVAILABLE', {
    code: 'MAIL_OFF',
    message: 'This site cannot send e-mail yet. Please try again later.',
  });
}

function refuseWeakPassword(password: unknown, field: string): void {
  const missing = describeMissing(typeof password === 'string' ? password : '');
  if (missing !== null) throw badFields({ [field]: missing });
}

function badFields(fields: Record<string, string>): APIError {
  return new APIError('BAD_REQUEST', {
    code: 'BAD_INPUT',
    message: 'Please look at the fields again.',
    fields,
  });
}
