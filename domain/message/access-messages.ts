import type { MessageDefinition } from './message-definition.ts';
import { button, facts, paragraph } from './wording.ts';

const server = "{{ server.name | default: 'the media server' }}";

/** What hands an account over. */
const credentials = [
  'member.name',
  'server.name',
  'server.url',
  'credentials.username',
  'credentials.password',
  'account.url',
] as const;

const signIn = [
  facts({
    Address: 'server.url',
    'User name': 'credentials.username',
    Password: 'credentials.password',
  }),
  button(`Open ${server}`, 'server.url'),
  paragraph(
    'Apps on a TV, phone or console ask for the same address, user name and password. Keep this message to yourself, and change the password once you are signed in.',
  ),
];

/** To a member, about the account on a media server. */
export const accessMessages = {
  mediaServerInvitation: {
    title: 'Media server invitation',
    audience: 'member',
    placeholders: credentials,
    wording: {
      subject: `Your account on ${server}`,
      title: 'You are in',
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraph(`Your account on ${server} is ready.`),
        ...signIn,
      ],
    },
  },
  serverChanged: {
    title: 'Server changed',
    audience: 'member',
    placeholders: credentials,
    wording: {
      subject: `You have moved to ${server}`,
      title: 'You have moved to another server',
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraph(
          `We have moved you to ${server}, where an account of your own is ready. It takes the place of the account that you had so far. Your plan and your paid time stay as they are.`,
        ),
        ...signIn,
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
  accessSuspended: {
    title: 'Access suspended',
    audience: 'member',
    placeholders: ['member.name', 'suspension.until', 'account.url'],
    wording: {
      subject: 'Your access is suspended until {{ suspension.until }}',
      title: 'Your access is suspended',
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraph(
          'Your access to the media server is suspended until {{ suspension.until }}. It comes back by itself then, as long as your paid time lasts; the time runs on meanwhile.',
        ),
        paragraph('If you think that this is a mistake, answer this message.'),
        button('See your account', 'account.url'),
      ],
    },
  },
  accessRestored: {
    title: 'Access restored',
    audience: 'member',
    placeholders: ['member.name', 'account.url'],
    wording: {
      subject: 'Your access is back',
      title: 'Your access is back',
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraph('The suspension is over, and your access to the media server is as it was.'),
        button('See your account', 'account.url'),
      ],
    },
  },
  accountChangeRequired: {
    title: 'Account change required',
    audience: 'member',
    placeholders: ['member.name', 'account.url'],
    wording: {
      subject: 'Your media account has to be changed',
      title: 'Your media account has to be changed',
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraph(
          'The account that you use on the media server has to be replaced by another one. Until then you cannot renew, and your paid time runs on.',
        ),
        paragraph('Where your account page offers it, you can do that there. Otherwise answer this message.'),
        button('See your account', 'account.url'),
      ],
    },
  },
  accountChanged: {
    title: 'Account changed',
    audience: 'member',
    placeholders: ['member.name', 'account.url'],
    wording: {
      subject: 'You have changed your media account',
      title: 'You have changed your media account',
      blocks: [
        paragraph('Hello {{ member.name }},'),
        paragraph(
          'You get another account on the media server. Its sign-in details come in a message of their own as soon as it is made, and the account of before is removed then. Your paid time stays as it is.',
        ),
        paragraph('If it was not you who did this, change your password and answer this message.'),
        button('See your account', 'account.url'),
      ],
    },
  },
} as const satisfies Record<string, MessageDefinition>;
