import type { MessageDefinition } from './message-definition.ts';
import { button, facts, paragraph, paragraphUnless, paragraphWhen } from './wording.ts';

/** A trial was never paid for, and is not renewed. */
function orTrial(paid: string, trial: string): string {
  return `{% if trial.to == '' %}${paid}{% else %}${trial}{% endif %}`;
}

const CLOCK_WAITS =
  'Your time starts when you first watch something, and on {{ clock.starts_by }} at the latest. If it starts earlier, your access ends so much earlier.';

/** To a member, about paid time. */
export const subscriptionMessages = {
  subscriptionCreated: {
    title: 'Subscription created',
    audience: 'member',
    placeholders: [
      'member.name',
      'plan.name',
      'payment.amount',
      'payment.from',
      'payment.to',
      'clock.starts_by',
      'account.url',
    ],
    wording: {
      subject: 'Welcome to {{ site.name }}',
      title: 'Welcome, {{ member.name }}',
      blocks: [
        paragraphWhen('payment.amount', 'Your payment has arrived. Thank you.'),
        facts({ Plan: 'plan.name', Paid: 'payment.amount', From: 'payment.from', Until: 'payment.to' }),
        paragraphWhen('clock.starts_by', CLOCK_WAITS),
        paragraph(
          'Your access to the media server is being set up. If you need sign-in details, they come in a message of their own.',
        ),
        button('See your account', 'account.url'),
      ],
    },
  },
  trialStarted: {
    title: 'Trial started',
    audience: 'member',
    placeholders: ['member.name', 'plan.name', 'payment.from', 'payment.to', 'account.url'],
    wording: {
      subject: 'Your trial at {{ site.name }}',
      title: 'Welcome, {{ member.name }}',
      blocks: [
        paragraph('Your trial has begun. It costs nothing and ends by itself.'),
        facts({ Plan: 'plan.name', From: 'payment.from', Until: 'payment.to' }),
        paragraph(
          'Your access to the media server is being set up. If you need sign-in details, they come in a message of their own.',
        ),
        button('See your account', 'account.url'),
      ],
    },
  },
  subscriptionRenewed: {
    title: 'Subscription renewed',
    audience: 'member',
    placeholders: [
      'member.name',
      'plan.name',
      'payment.amount',
      'payment.credit',
      'renewal.plan',
      'payment.from',
      'payment.to',
      'clock.starts_by',
      'account.url',
    ],
    wording: {
      subject:
        "{% if payment.credit == '' %}Extended{% else %}{{ plan.name }}{% endif %} until {{ payment.to }}{% unless clock.starts_by == '' %} at the latest{% endunless %}",
      title: "{% if payment.credit == '' %}Your time is extended{% else %}Your plan is changed{% endif %}",
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraphWhen('payment.amount', 'Your payment has arrived. Thank you.'),
        paragraphWhen(
          'payment.credit',
          'What was left of your earlier payments, {{ payment.credit }}, has become time of this plan.',
        ),
        facts({ Plan: 'plan.name', Paid: 'payment.amount', From: 'payment.from', Until: 'payment.to' }),
        paragraphWhen(
          'renewal.plan',
          'The automatic charges for {{ renewal.plan }} are being stopped; this plan is not renewed by itself.',
        ),
        paragraphWhen('clock.starts_by', CLOCK_WAITS),
        paragraph(
          'There is nothing for you to do. If your access had ended, it comes back by itself; new sign-in details, should you need any, come in a message of their own.',
        ),
        button('See your account', 'account.url'),
      ],
    },
  },
  referralBonusApplied: {
    title: 'Referral bonus applied',
    audience: 'member',
    placeholders: ['member.name', 'bonus.amount', 'plan.name', 'payment.to', 'account.url'],
    wording: {
      subject: 'You have earned time at {{ site.name }}',
      title: 'Thank you for bringing somebody',
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraph(
          'Somebody who signed up by your link has paid for the first time. You get {{ bonus.amount }} for it as time of your plan.',
        ),
        facts({ Plan: 'plan.name', Bonus: 'bonus.amount', Until: 'payment.to' }),
        paragraph('There is nothing for you to do: your paid time has become longer by it.'),
        button('See your account', 'account.url'),
      ],
    },
  },
  subscriptionExpiringSoon: {
    title: 'Subscription expiring soon',
    audience: 'member',
    placeholders: [
      'member.name',
      'plan.name',
      'plan.cost',
      'payment.to',
      'trial.to',
      'days_left',
      'renew.url',
      'account.url',
    ],
    wording: {
      subject: `Your access ends {% if days_left > 1 %}in {{ days_left }} days{% elsif days_left == 1 %}in one day{% else %}in less than a day{% endif %}`,
      title: orTrial('Your paid time is ending', 'Your trial is ending'),
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraph(
          `Your access ends {% if days_left > 1 %}in {{ days_left }} days{% elsif days_left == 1 %}in one day{% else %}in less than a day{% endif %}, on {{ payment.to }}.`,
        ),
        facts({ Plan: 'plan.name', Price: 'plan.cost' }),
        paragraphUnless(
          'trial.to',
          'Extend it to go on without a break. New time is added after what you have, so nothing is lost by being early.',
        ),
        paragraphWhen('trial.to', 'Choose a plan to go on without a break.'),
        button(orTrial('Extend your time', 'Choose a plan'), 'renew.url'),
        paragraph('If you do nothing, your access ends by itself and nothing is charged.'),
      ],
    },
  },
  timeEndedWarning: {
    title: 'Paid time ended, access kept',
    audience: 'member',
    placeholders: [
      'member.name',
      'plan.name',
      'plan.cost',
      'payment.to',
      'trial.to',
      'removal.on',
      'renew.url',
      'account.url',
    ],
    wording: {
      subject: orTrial('Your paid time is over', 'Your trial is over'),
      title: orTrial('Your paid time is over', 'Your trial is over'),
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraph(
          `${orTrial('Your paid time', 'Your trial')} ended on {{ payment.to }}. You still have access.`,
        ),
        paragraphWhen(
          'removal.on',
          `${orTrial('Renew', 'Choose a plan')} before {{ removal.on }} to keep it. After that your access to the media server ends.`,
        ),
        paragraphUnless(
          'removal.on',
          `Please ${orTrial('renew', 'choose a plan')}, so that the costs stay shared.`,
        ),
        facts({ Plan: 'plan.name', Price: 'plan.cost' }),
        button(orTrial('Renew', 'Choose a plan'), 'renew.url'),
      ],
    },
  },
  subscriptionExpired: {
    title: 'Subscription expired',
    audience: 'member',
    placeholders: [
      'member.name',
      'plan.name',
      'payment.to',
      'trial.to',
      'removal.on',
      'renew.url',
      'account.url',
    ],
    wording: {
      subject: 'Your access has ended',
      title: orTrial('Your paid time is over', 'Your trial is over'),
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraph(
          `${orTrial('Your paid time', 'Your trial')} ended on {{ payment.to }}, and your access to the media server ended with it.`,
        ),
        paragraphWhen(
          'removal.on',
          `${orTrial('Renew', 'Choose a plan')} before {{ removal.on }} and everything is as it was. After that your account on the media server is deleted.`,
        ),
        paragraphUnless(
          'removal.on',
          'You are welcome back at any time. Your login at {{ site.name }} stays; a new account on the media server is made for you when you subscribe again.',
        ),
        button(orTrial('Renew', 'Choose a plan'), 'renew.url'),
      ],
    },
  },
  recurringPaymentFailed: {
    title: 'Recurring payment failed',
    audience: 'member',
    placeholders: ['member.name', 'plan.name', 'payment.to', 'account.url'],
    wording: {
      subject: 'Your payment for {{ site.name }} did not go through',
      title: 'Your payment did not go through',
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraph(
          'The charge for {{ plan.name }} was declined. It is tried again by itself; check your card or account meanwhile. Your paid time lasts until {{ payment.to }}.',
        ),
        button('See your account', 'account.url'),
      ],
    },
  },
  recurringCancelled: {
    title: 'Recurring payment cancelled',
    audience: 'member',
    placeholders: ['member.name', 'plan.name', 'payment.to', 'account.url'],
    wording: {
      subject: 'You will not be charged any more',
      title: 'Your renewal is cancelled',
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraph(
          'You will not be charged for {{ plan.name }} any more. Your access goes on until {{ payment.to }} and ends then, unless you extend it.',
        ),
        button('See your account', 'account.url'),
      ],
    },
  },
} as const satisfies Record<string, MessageDefinition>;
