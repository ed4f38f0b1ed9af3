import { randomBytes } from 'node:crypto';
import { keepPasswordToken } from '../../../db/queries/logins-panel.ts';
import { writeLoginNotice } from '../../../db/queries/logins.ts';
import { CONFIRM_SECONDS, RESET_SECONDS } from '../../auth/sign-in.ts';
import { Refusal } from '../../refusal.ts';
import type { AdminContext, Change } from '../change.ts';

export async function requireMail(ctx: AdminContext): Promise<void> {
  const { mail } = await ctx.settings();
  if (mail.enabled) return;
  throw new Refusal('unavailable', {
    userMessage: 'The site cannot send e-mail yet. Set up E-mail in the settings first.',
    reason: 'mailOff',
  });
}

interface Addressed {
  readonly id: string;
  readonly email: string;
}

/** By it the owner of the address chooses a password, which confirms the address too. */
export async function owePasswordLink(
  ctx: AdminContext,
  { trx, now }: Change,
  { id, email, event }: Addressed & { readonly event: 'loginAdded' | 'resetPassword' },
): Promise<void> {
  const token = randomBytes(24).toString('base64url');
  const seconds = event === 'loginAdded' ? CONFIRM_SECONDS : RESET_SECONDS;
  await keepPasswordToken(trx, id, { token, until: new Date(now.getTime() + seconds * 1000), now });
  const url = `${ctx.siteUri}/reset?token=${token}`;
  await writeLoginNotice(trx, ctx.seal, { loginId: id, email, event, url, at: now });
}

export async function oweConfirmation(
  ctx: AdminContext,
  { trx, now }: Change,
  { id, email }: Addressed,
): Promise<void> {
  const token = await ctx.confirmationToken({ id, email });
  const url = `${ctx.siteUri}/confirm?token=${encodeURIComponent(token)}`;
  await writeLoginNotice(trx, ctx.seal, { loginId: id, email, event: 'confirmRegistration', url, at: now });
}
