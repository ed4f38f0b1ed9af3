import { z } from 'zod';
import { type StartedTrial, startTrial, type TrialStartRefusal } from '../../db/queries/start-trial.ts';
import { Refusal } from '../refusal.ts';
import { loginProcedure } from '../trpc.ts';

const input = z.object({
  planId: z.uuid('Choose a trial'),
  username: z.string().trim().max(200).nullable(),
  /** Null: wherever there is room. */
  locationId: z.uuid('Choose a location').nullable().default(null),
});

/** Starts a trial, once for each person: a second call while it runs answers the first one's. */
export const start = loginProcedure.input(input).mutation(async ({ ctx, input: wish }) => {
  const settings = await ctx.settings();
  const started = await ctx.db.transaction().execute((trx) =>
    startTrial(trx, {
      loginId: ctx.login.id,
      planId: wish.planId,
      wantedUsername: wish.username === '' ? null : wish.username,
      locationId: wish.locationId,
      now: ctx.clock(),
      settings,
    }),
  );
  if (started.kind === 'refused') {
    if (started.code === 'noCapacity') ctx.log.warn({ servers: started.servers }, 'a trial found no seat');
    throw refusalOf(started);
  }
  return { checkoutId: started.checkoutId };
});

/** What the applicant reads; the reason why it is so belongs to the admins. */
const words: Readonly<Record<TrialStartRefusal, string>> = {
  trialsOff: 'Trials are not offered at the moment.',
  administrator: 'Trials are not for administrators.',
  permanent: 'Your access does not end, so there is nothing to try out.',
  hadTrial: 'You have had your trial.',
  subscribedBefore: 'The trial is for people who have not had access before.',
  accountChangeRequired: 'Your media account has to be changed first.',
  noTrialLeft: 'All trials are taken at the moment. Please come back later.',
  planUnavailable: 'This trial is not offered any more. Please choose another.',
  usernameNeeded: 'Choose the name of your media account.',
  usernameInvalid: 'This name cannot be used.',
  locationNeeded: 'Choose where your server should stand.',
  locationGone: 'This location is not offered any more. Please choose another.',
  usernameHadTrial: 'A trial has been taken with a media account of this name.',
  noCapacity: 'There is no place left on our servers at the moment.',
};

function refusalOf(refused: Extract<StartedTrial, { kind: 'refused' }>): Refusal {
  const { code, detail } = refused;
  const field = refused.field === 'wantedUsername' ? 'username' : refused.field;
  return new Refusal(field === null ? 'notPossible' : 'badInput', {
    userMessage: words[code],
    reason: code,
    ...(field === null ? {} : { fields: { [field]: detail === '' ? words[code] : detail } }),
  });
}
