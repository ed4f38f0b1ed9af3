import type { NoticeEvent } from '../subscription/facts.ts';
import type { Placeholder, PlaceholderValue } from './placeholders.ts';
import { placeholders } from './placeholders.ts';
import type { Wording } from './wording.ts';
import { button, facts, paragraph, paragraphUnless, paragraphWhen } from './wording.ts';

/** Who is spoken to. A login is a person who may not be a member yet. */
type Audience = 'login' | 'member' | 'admin';

interface MessageDefinition {
  readonly title: string;
  readonly audience: Audience;
  /** Beside `site.name` and `site.uri`, which every message may use. */
  readonly placeholders: readonly Placeholder[];
  readonly wording: Wording;
}

type LoginEvent = 'confirmRegistration' | 'resetPassword';

const server = "{{ server.name | default: 'the media server' }}";

/**
 * Every message that the site sends, with the text that goes out unless an admin has edited it. Wordings say
 * what happened and what happens next, and stay true when a message is late: they name instants, and what
 * they count (days_left) is counted when they are rendered.
 */
export const messageEvents = {
  confirmRegistration: {
    title: 'Confirm registration',
    audience: 'login',
    placeholders: ['confirm.url'],
    wording: {
      subject: 'Confirm your e-mail address for {{ site.name }}',
      title: 'Confirm your e-mail address',
      blocks: [
        paragraph(
          'Somebody, most likely you, signed up at {{ site.name }} with this address. Confirm that it is yours, and you can sign in.',
        ),
        button('Confirm this address', 'confirm.url'),
        paragraph(
          'The link works for a limited time. If you did not sign up, ignore this message: nothing happens without your confirmation.',
        ),
      ],
    },
  },
  resetPassword: {
    title: 'Reset password',
    audience: 'login',
    placeholders: ['reset.url'],
    wording: {
      subject: 'Choose a new password for {{ site.name }}',
      title: 'Choose a new password',
      blocks: [
        paragraph('Somebody, most likely you, asked for a new password for your login at {{ site.name }}.'),
        button('Choose a new password', 'reset.url'),
        paragraph(
          'The link works for a limited time. If you did not ask, ignore this message: your password stays as it is.',
        ),
      ],
    },
  },
  subscriptionCreated: {
    title: 'Subscription created',
    audience: 'member',
    placeholders: ['member.name', 'plan.name', 'payment.amount', 'payment.from', 'payment.to', 'account.url'],
    wording: {
      subject: 'Welcome to {{ site.name }}',
      title: 'Welcome, {{ member.name }}',
      blocks: [
        paragraphWhen('payment.amount', 'Your payment has arrived. Thank you.'),
        facts({ Plan: 'plan.name', Paid: 'payment.amount', From: 'payment.from', Until: 'payment.to' }),
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
      'payment.from',
      'payment.to',
      'account.url',
    ],
    wording: {
      subject:
        "{% if payment.credit == '' %}Extended{% else %}{{ plan.name }}{% endif %} until {{ payment.to }}",
      title: "{% if payment.credit == '' %}Your time is extended{% else %}Your plan is changed{% endif %}",
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraphWhen('payment.amount', 'Your payment has arrived. Thank you.'),
        paragraphWhen(
          'payment.credit',
          'What was left of your earlier payments, {{ payment.credit }}, has become time of this plan.',
        ),
        facts({ Plan: 'plan.name', Paid: 'payment.amount', From: 'payment.from', Until: 'payment.to' }),
        paragraph(
          'There is nothing for you to do. If your access had ended, it comes back by itself; new sign-in details, should you need any, come in a message of their own.',
        ),
        button('See your account', 'account.url'),
      ],
    },
  },
  mediaServerInvitation: {
    title: 'Media server invitation',
    audience: 'member',
    placeholders: [
      'member.name',
      'server.name',
      'server.url',
      'credentials.username',
      'credentials.password',
      'account.url',
    ],
    wording: {
      subject: `Your account on ${server}`,
      title: 'You are in',
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraph(`Your account on ${server} is ready.`),
        facts({
          Address: 'server.url',
          'User name': 'credentials.username',
          Password: 'credentials.password',
        }),
        button(`Open ${server}`, 'server.url'),
        paragraph(
          'Apps on a TV, phone or console ask for the same address, user name and password. Keep this message to yourself, and change the password once you are signed in.',
        ),
      ],
    },
  },
  subscriptionExpiringSoon: {
    title: 'Subscription expiring soon',
    audience: 'member',
    placeholders: ['member.name', 'plan.name', 'plan.cost', 'payment.to', 'days_left', 'account.url'],
    wording: {
      subject: `Your access ends {% if days_left > 1 %}in {{ days_left }} days{% elsif days_left == 1 %}in one day{% else %}in less than a day{% endif %}`,
      title: 'Your paid time is ending',
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraph(
          `Your access ends {% if days_left > 1 %}in {{ days_left }} days{% elsif days_left == 1 %}in one day{% else %}in less than a day{% endif %}, on {{ payment.to }}.`,
        ),
        facts({ Plan: 'plan.name', Price: 'plan.cost' }),
        paragraph(
          'Extend it to go on without a break. New time is added after what you have, so nothing is lost by being early.',
        ),
        button('Extend your time', 'account.url'),
        paragraph('If you do nothing, your access ends by itself and nothing is charged.'),
      ],
    },
  },
  subscriptionExpired: {
    title: 'Subscription expired',
    audience: 'member',
    placeholders: ['member.name', 'plan.name', 'payment.to', 'removal.on', 'account.url'],
    wording: {
      subject: 'Your access has ended',
      title: 'Your paid time is over',
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraph(
          'Your paid time ended on {{ payment.to }}, and your access to the media server ended with it.',
        ),
        paragraphWhen(
          'removal.on',
          'Renew before {{ removal.on }} and everything is as it was. After that your account on the media server is deleted.',
        ),
        paragraphUnless(
          'removal.on',
          'You are welcome back at any time. Your login at {{ site.name }} stays; a new account on the media server is made for you when you subscribe again.',
        ),
        button('Renew', 'account.url'),
      ],
    },
  },
  accessRemoved: {
    title: 'Access removed',
    audience: 'member',
    placeholders: ['member.name', 'server.name', 'account.url'],
    wording: {
      subject: `Your account on ${server} was deleted`,
      title: 'Your account on the media server was deleted',
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraph(`Your account on ${server} was deleted, because no paid time covers it any more.`),
        paragraph(
          'You are welcome back at any time. Your login at {{ site.name }} stays; a new account on the media server is made for you when you subscribe again.',
        ),
        button('Subscribe again', 'account.url'),
      ],
    },
  },
  provisioningFailed: {
    title: 'Provisioning failed',
    audience: 'admin',
    placeholders: ['member.name', 'member.email', 'plan.name', 'server.name', 'message', 'panel.url'],
    wording: {
      subject: '{{ member.name }} has paid but could not be let in',
      title: 'A paid member could not be let in',
      blocks: [
        facts({
          Member: 'member.name',
          'E-mail': 'member.email',
          Plan: 'plan.name',
          Server: 'server.name',
          Problem: 'message',
        }),
        paragraph(
          'It is tried again by itself, and the paid time runs on. If the cause is a setting or the server, correct it, then press Look again on the page of the member.',
        ),
        button('Open the member', 'panel.url'),
      ],
    },
  },
  noServerCapacity: {
    title: 'No server capacity',
    audience: 'admin',
    placeholders: ['member.name', 'member.email', 'plan.name', 'message', 'panel.url'],
    wording: {
      subject: 'No server has a place for {{ member.name }}',
      title: 'A paid member is waiting for a place',
      blocks: [
        facts({ Member: 'member.name', 'E-mail': 'member.email', Plan: 'plan.name', Problem: 'message' }),
        paragraph(
          'Free a place, raise the limit of a server, or add a server that has the libraries of this plan. The member is let in by itself once there is a place.',
        ),
        button('Open the member', 'panel.url'),
      ],
    },
  },
  testMessage: {
    title: 'Test message',
    audience: 'admin',
    placeholders: [],
    wording: {
      subject: 'Test message from {{ site.name }}',
      title: 'E-mail works',
      blocks: [
        paragraph(
          '{{ site.name }} sent this message to try out its e-mail settings. There is nothing to do.',
        ),
      ],
    },
  },
} as const satisfies Record<NoticeEvent | LoginEvent | 'testMessage', MessageDefinition>;

export type MessageEventName = keyof typeof messageEvents;

type PlaceholderOf<Name extends MessageEventName> =
  | 'site.name'
  | 'site.uri'
  | (typeof messageEvents)[Name]['placeholders'][number];

/** What the sender must know to say this message: one value per placeholder, empty where there is none. */
export type MessageContext<Name extends MessageEventName> = {
  readonly [P in PlaceholderOf<Name>]: PlaceholderValue<P>;
};

export function allowedPlaceholders(event: MessageEventName): readonly Placeholder[] {
  return ['site.name', 'site.uri', ...messageEvents[event].placeholders];
}

export function sampleContext<Name extends MessageEventName>(event: Name): MessageContext<Name> {
  const samples = allowedPlaceholders(event).map((name) => [name, placeholders[name].sample]);
  return Object.fromEntries(samples) as MessageContext<Name>;
}
