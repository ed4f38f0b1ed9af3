import { dictionary } from '../../ui/language.ts';

const en = {
  title: 'Charged by itself',
  menu: 'Connect gateway subscription…',
  states: {
    pending_approval: 'first charge awaited',
    active: 'recurring active',
    past_due: 'past due',
    suspended: 'suspended at the gateway',
    cancelled_at_period_end: 'cancelled at period end',
    ended: 'ended',
    abandoned: 'never began',
  } as Readonly<Record<string, string>>,
  subscription: 'Subscription',
  plan: 'Plan',
  price: 'Charged',
  differs: 'amounts that differ',
  next: { active: 'Next charge', other: 'Period ends' },
  asked: 'Last asked',
  cancelling: 'Is being cancelled',
  cancellingHelp: 'The gateway has not said yes yet; it is asked until it does.',
  stillCharged: 'This member is permanent and is charged all the same. Cancel it at the gateway.',
  ask: 'Ask the gateway now',
  asking: 'The gateway is being asked; this page shows its answer',
  cancel: 'Cancel at gateway',
  cancelTitle: (id: string) => `Cancel ${id} at the gateway`,
  cancelHelp: {
    active: (name: string) =>
      `${name} will not be charged any more. The paid time stays: access ends with it, and reminders are sent again.`,
    other: (name: string) =>
      `It ends at the gateway at once, and no charge is tried again. Time that ${name} has paid for stays; where it is over already, access ends now.`,
  },
  cancelAction: 'Cancel it',
  cancelled: 'It is being cancelled at the gateway',
  connect: {
    title: (name: string) => `Connect a gateway subscription to ${name}`,
    help: 'For somebody whom Stripe charges by itself already. From here on each charge becomes paid time, and Stripe is asked before access is taken.',
    id: 'Subscription at Stripe',
    idHelp: 'Its id, from the page of the subscription in Stripe’s dashboard: sub_…',
    find: 'Look it up',
    found: 'At Stripe',
    payer: 'Paid by',
    plan: 'Plan that each charge pays for',
    choose: 'Choose a plan',
    latest: (paid: string, day: string) => `Record the latest charge of ${paid} on ${day} too`,
    latestHelp:
      'It pays for time from the end of what is paid so far. Leave it off where that time is recorded already.',
    otherCurrency:
      'It is charged in another currency than the site’s: its money is kept for you as unmatched and buys no time by itself.',
    action: 'Connect',
    done: 'Connected: the gateway is asked from here on',
  },
};

export const words = dictionary({ en });
