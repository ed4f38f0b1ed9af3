import { hasAdministrator } from '../../db/queries/setup.ts';
import { trialRefusalFor } from '../../db/queries/trial-options.ts';
import { passwordRules } from '../../domain/login/password-rule.ts';
import type { ApiContext } from '../context.ts';
import { publicProcedure } from '../trpc.ts';

/** What every page needs to draw its frame, and who is looking at it. */
export const info = publicProcedure.query(async ({ ctx }) => {
  const { site, mail, registration, subscriptions, trial, payments, features } = await ctx.settings();
  return {
    name: site.name,
    homeText: site.homeText,
    timeZone: site.timeZone,
    currency: payments.currency,
    showPricing: site.showPricing,
    registration: registration.enabled ? (registration.open ? 'open' : 'membersOnly') : 'closed',
    canMail: mail.enabled,
    passwordRules: passwordRules.map(({ code, pattern }) => ({ code, pattern })),
    subscriptions: subscriptions.enabled,
    features,
    needsSetup: !(await hasAdministrator(ctx.db)),
    trials: trial.enabled,
    login: await loginOf(ctx),
  };
});

async function loginOf(ctx: ApiContext) {
  if (ctx.login === null) return null;
  const { id: loginId, email, name } = ctx.login;
  const question = { loginId, now: ctx.clock(), settings: await ctx.settings() };
  const { isAdministrator, permissions: held } = await ctx.rightsOf(ctx.login);
  return {
    email,
    name,
    isAdministrator,
    /** What the login may do in the panel; empty: nothing. */
    permissions: held,
    canStartTrial: !isAdministrator && (await trialRefusalFor(ctx.db, question)) === null,
  };
}
