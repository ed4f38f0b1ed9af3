import type { MessageDefinition } from './message-definition.ts';
import { button, facts, paragraph } from './wording.ts';

const whoIsCharged = facts({
  Member: 'member.name',
  'E-mail': 'member.email',
  Plan: 'plan.name',
  'Paid until': 'payment.to',
});

/** To the admins. */
export const adminMessages = {
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
  holdOpened: {
    title: 'Removals wait for you',
    audience: 'admin',
    placeholders: ['message', 'panel.url'],
    wording: {
      subject: 'Removals on {{ site.name }} wait for you',
      title: 'Removals wait for you',
      blocks: [
        facts({ Why: 'message' }),
        paragraph(
          'Nobody on the list loses anything until you decide. Release those whose time is really over, and keep the others.',
        ),
        button('Open the list', 'panel.url'),
      ],
    },
  },
  unmatchedPayment: {
    title: 'Money of nobody',
    audience: 'admin',
    placeholders: ['message', 'panel.url'],
    wording: {
      subject: 'Money on {{ site.name }} belongs to nobody yet',
      title: 'Money waits for you',
      blocks: [
        facts({ What: 'message' }),
        paragraph(
          'It came in and could not be turned into anybody’s time by itself. Record it for the member whose it is, or ignore it.',
        ),
        button('See what waits', 'panel.url'),
      ],
    },
  },
  serverRefusesKey: {
    title: 'A server refuses its key',
    audience: 'admin',
    placeholders: ['server.name', 'message', 'panel.url'],
    wording: {
      subject: '{{ server.name }} refuses its API key',
      title: 'A media server refuses its API key',
      blocks: [
        facts({ Server: 'server.name', Problem: 'message' }),
        paragraph(
          'Whoever is to be let in there, or taken off, waits until the server takes a key; paid time runs on. Make a new API key on the server and enter it. All that waits is then done at once. You are told once for the server, not for each member.',
        ),
        button('Open the server', 'panel.url'),
      ],
    },
  },
  migrationEnded: {
    title: 'Migration ended',
    audience: 'admin',
    placeholders: ['message', 'panel.url'],
    wording: {
      subject: 'A migration on {{ site.name }} is over',
      title: 'A migration is over',
      blocks: [
        facts({ Result: 'message' }),
        paragraph(
          'The list says what became of each member, and why. Whoever was left out or could not be moved has what they had, and can be tried again there.',
        ),
        button('Open the list', 'panel.url'),
      ],
    },
  },
  accessLost: {
    title: 'Account lost on the server',
    audience: 'admin',
    placeholders: ['member.name', 'member.email', 'plan.name', 'server.name', 'payment.to', 'panel.url'],
    wording: {
      subject: 'The account of {{ member.name }} on {{ server.name }} is gone',
      title: 'An account was removed on the server itself',
      blocks: [
        facts({
          Member: 'member.name',
          'E-mail': 'member.email',
          Plan: 'plan.name',
          Server: 'server.name',
          'Paid until': 'payment.to',
        }),
        paragraph(
          'It was there, and the server now says that there is no such account. Nothing is made anew by itself, and the paid time runs on. Press Re-invite on the page of the member to give them a new account; where you allow it, members can do that themselves.',
        ),
        button('Open the member', 'panel.url'),
      ],
    },
  },
  memberTrialStarted: {
    title: 'A trial started',
    audience: 'admin',
    placeholders: ['member.name', 'member.email', 'plan.name', 'payment.to', 'panel.url'],
    wording: {
      subject: '{{ member.name }} has started a trial',
      title: 'A trial has started',
      blocks: [
        facts({ Member: 'member.name', 'E-mail': 'member.email', Plan: 'plan.name', Until: 'payment.to' }),
        paragraph('It costs nothing and ends by itself. There is nothing to do.'),
        button('Open the member', 'panel.url'),
      ],
    },
  },
  memberChargeFailed: {
    title: 'A recurring payment failed',
    audience: 'admin',
    placeholders: ['member.name', 'member.email', 'plan.name', 'payment.to', 'panel.url'],
    wording: {
      subject: 'The charge of {{ member.name }} did not go through',
      title: 'A recurring payment failed',
      blocks: [
        whoIsCharged,
        paragraph(
          'The gateway tries it again by itself, and the member has been told. Access is kept for as long as your settings say that a charge is waited for.',
        ),
        button('Open the member', 'panel.url'),
      ],
    },
  },
  memberRenewalCancelled: {
    title: 'A recurring payment was cancelled',
    audience: 'admin',
    placeholders: ['member.name', 'member.email', 'plan.name', 'payment.to', 'panel.url'],
    wording: {
      subject: 'The renewal of {{ member.name }} is cancelled',
      title: 'A recurring payment was cancelled',
      blocks: [
        whoIsCharged,
        paragraph('Nothing is charged any more. Access goes on until then, and reminders are sent again.'),
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
} as const satisfies Record<string, MessageDefinition>;
