import type { MessageDefinition } from './message-definition.ts';
import { button, paragraph } from './wording.ts';

/** To a person who may not be a member yet. */
export const loginMessages = {
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
  loginAdded: {
    title: 'Login added',
    audience: 'login',
    placeholders: ['reset.url'],
    wording: {
      subject: 'Your login for {{ site.name }}',
      title: 'A login was made for you',
      blocks: [
        paragraph(
          'An admin of {{ site.name }} made a login with this address for you. Choose a password, and you can sign in.',
        ),
        button('Choose a password', 'reset.url'),
        paragraph(
          'The link works for two days. If you do not know {{ site.name }}, ignore this message: without a password nobody can sign in.',
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
} as const satisfies Record<string, MessageDefinition>;
