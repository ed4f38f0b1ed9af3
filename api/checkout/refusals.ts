import { z } from 'zod';
import type { CheckoutRefusal, OpenedCheckout } from '../../db/queries/open-checkout.ts';
import { Refusal } from '../refusal.ts';

/** What a buyer reads; the reason why it is so belongs to the admins. */
const words: Readonly<Record<CheckoutRefusal, string>> = {
  subscriptionsOff: 'Subscriptions are not offered at the moment.',
  noGateway: 'Paying is not possible at the moment. Please come back later.',
  planUnavailable: 'This plan is not offered any more. Please choose another.',
  planFull: 'This plan has no place left. Please choose another.',
  trialNeeded: 'Please take the free trial first.',
  accountChangeRequired:
    'Your media account has to be changed first. Ask the admin what to do; your paid time runs on.',
  permanent: 'Your access does not end, so there is nothing to pay.',
  managed: 'Somebody pays for you, so there is nothing for you to pay.',
  usernameNeeded: 'Choose the name of your media account.',
  usernameInvalid: 'This name cannot be used.',
  locationNeeded: 'Choose where your server should stand.',
  locationGone: 'This location is not offered any more. Please choose another.',
  startNotAllowed: 'This plan cannot begin then. Please choose again.',
  noCapacity: 'There is no place left on our servers at the moment. Nothing has been charged.',
  codeUnknown: 'There is no such code.',
  codeInactive: 'This code is not valid any more.',
  codeExpired: 'This code has expired.',
  codeOtherPerson: 'This code is for somebody else.',
  codeOtherPlan: 'This code is not for this plan.',
  codeUsed: 'You have used this code already.',
  codeUsedUp: 'This code has been used up.',
  codeNotNeeded: 'This plan costs nothing, so no code is needed.',
  codeTooMuch: 'This code is worth as much as the plan or more. It is for dearer plans.',
  codeBelowMinimum: 'With this code too little would be left to pay. It is for dearer plans.',
};

/** A discount code as it was typed. */
export const discountCode = z.string().trim().max(40, 'At most 40 characters');

type Refused = Pick<Extract<OpenedCheckout, { kind: 'refused' }>, 'code' | 'field' | 'detail'>;

export function refusalOf(refused: Refused): Refusal {
  const text = refused.detail === '' ? words[refused.code] : refused.detail;
  const field = refused.field === 'wantedUsername' ? 'username' : refused.field;
  return new Refusal(field === null ? 'notPossible' : 'badInput', {
    userMessage: words[refused.code],
    reason: refused.code,
    ...(field === null ? {} : { fields: { [field]: text } }),
  });
}
