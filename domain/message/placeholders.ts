interface PlaceholderDefinition {
  /** What stands there, for the person who edits a template. */
  readonly help: string;
  /** Used for the preview and for the check of an edited template. */
  readonly sample: string | number;
}

/**
 * Everything a message may say. A template sees the placeholders of its event and nothing else: no settings,
 * no row, no secret besides the credentials that the member is meant to get. Instants and money arrive as
 * text (format.ts, domain/money).
 */
export const placeholders = {
  'site.name': { help: 'Name of the site', sample: 'The site' },
  'site.uri': { help: 'Address of the site', sample: 'https://site.example.org' },
  'member.name': { help: 'Name of the member', sample: 'Sample member' },
  'member.email': { help: 'E-mail address of the member', sample: 'member@example.org' },
  'plan.name': { help: 'Name of the plan', sample: 'Standard' },
  'plan.cost': { help: 'Price of the plan; empty when it costs nothing', sample: '$15.00' },
  'payment.amount': { help: 'What was paid; empty when nothing was', sample: '$15.00' },
  'payment.credit': {
    help: 'What older payments gave to it at a change of plan; empty when nothing',
    sample: '$5.00',
  },
  'bonus.amount': { help: 'What the member earned by bringing somebody', sample: '$2.00' },
  'renewal.plan': {
    help: 'The plan whose automatic charges end with the payment; empty where none do',
    sample: '',
  },
  'payment.from': { help: 'Begin of the paid time', sample: '14 November 2026 at 18:00 UTC' },
  'payment.to': { help: 'End of the paid time', sample: '14 December 2026 at 18:00 UTC' },
  'clock.starts_by': {
    help: 'When paid time that waits for the first playback starts at the latest; empty where it does not wait',
    sample: '',
  },
  'trial.to': { help: 'End of the time where it is that of a trial; empty otherwise', sample: '' },
  days_left: { help: 'Days from now to the end of the paid time; 0 for less than half a day', sample: 3 },
  'removal.on': {
    help: 'When access or what is left of it goes after the paid time; empty when it went with it or stays',
    sample: '21 December 2026 at 18:00 UTC',
  },
  'suspension.until': {
    help: 'When a suspended member gets access back',
    sample: '16 November 2026 at 18:00 UTC',
  },
  'server.name': { help: 'Name of the media server', sample: 'Main server' },
  'server.url': { help: 'Address of the media server', sample: 'https://media.example.org' },
  'credentials.username': { help: 'User name on the media server', sample: 'sample-member' },
  'credentials.password': { help: 'First password on the media server', sample: 'a-first-password' },
  'account.url': { help: 'Link to the account page', sample: 'https://site.example.org/account' },
  'renew.url': {
    help: 'Link to go on: the account page, or after a trial the plans',
    sample: 'https://site.example.org/account',
  },
  'confirm.url': { help: 'Link that confirms the address', sample: 'https://site.example.org/confirm/0' },
  'reset.url': { help: 'Link to choose a new password', sample: 'https://site.example.org/reset/0' },
  'panel.url': { help: 'Link into the panel', sample: 'https://site.example.org/admin/members/0' },
  message: { help: 'What happened, in words for an admin', sample: 'The server did not answer.' },
} as const satisfies Record<string, PlaceholderDefinition>;

export type Placeholder = keyof typeof placeholders;

export type PlaceholderValue<P extends Placeholder> = P extends 'days_left' ? number : string;
