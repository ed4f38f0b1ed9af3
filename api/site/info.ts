import { hasAdministrator } from '../../db/queries/setup.ts';
import { passwordRules } from '../../domain/login/password-rule.ts';
import { publicProcedure } from '../trpc.ts';

/** What every page needs to draw its frame, and who is looking at it. */
export const info = publicProcedure.query(async ({ ctx }) => {
  const { site, mail, registration, subscriptions, payments, features } = await ctx.settings();
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
    login:
      ctx.login === null
        ? null
        : {
            email: ctx.login.email,
            name: ctx.login.name,
            isAdministrator: ctx.login.role === 'administrator',
          },
  };
});
