import type { CheckoutRefusal, OpenedCheckout } from '../../db/queries/open-checkout.ts';
import { Refusal } from '../refusal.ts';

/** What a buyer reads; the reason why it is so belongs to the admins. */
const words: Readonly<Record<CheckoutRefusal, string>> = {
  subscriptionsOff: 'Subscriptions are not offered at the moment.',
  noGateway: 'Paying is not possible at the moment. Please come back later.',
  planUnavailable: 'This plan is not offered any more. Please choose another.',
  planFull: 'This plan has no place left. Please choose another.',
  permanent: 'Your access does not end, so there is nothing to pay.',
  usernameNeeded: 'Choose the name of your media account.',
  usernameInvalid: 'This name cannot be used.',
  startNotAllowed: 'This plan cannot begin then. Please choose again.',
  noCapacity: 'There is no place left on our servers at the moment. Nothing has been charged.',
};

export function refusalOf(refused: Extract<OpenedCheckout, { kind: 'refused' }>): Refusal {
  const text = refused.detail === '' ? words[refused.code] : refused.detail;
  const field = refused.field === 'wantedUsername' ? 'username' : refused.field;
  return new Refusal(field === null ? 'notPossible' : 'badInput', {
    userMessage: words[refused.code],
    reason: refused.code,
    ...(field === null ? {} : { fields: { [field]: text } }),
  });
}
