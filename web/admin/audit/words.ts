import { dictionary } from '../../ui/language.ts';

const en = {
  lead: 'What admins changed, when and from what to what. Secrets are never in it.',
  subject: 'Subject',
  subjects: {
    member: 'Members',
    payment: 'Payments',
    plan: 'Plans',
    libraryGroup: 'Library groups',
    server: 'Servers',
    library: 'Libraries',
    settings: 'Settings',
  },
  columns: { action: 'Action', at: 'When', actor: 'Who', change: 'What changed', subject: 'Subject' },
  actions: {
    'members.create': 'Added a member',
    'members.edit': 'Edited a member',
    'members.setPermanent': 'Changed permanence',
    'members.tryAgain': 'Tried again',
    'payments.record': 'Recorded a payment',
    'payments.void': 'Voided a payment',
    'plans.add': 'Added a plan',
    'plans.edit': 'Edited a plan',
    'plans.remove': 'Deleted a plan',
    'groups.add': 'Added a library group',
    'groups.rename': 'Renamed a library group',
    'groups.remove': 'Deleted a library group',
    'servers.add': 'Added a server',
    'servers.edit': 'Edited a server',
    'servers.sync': 'Asked for a sync',
    'libraries.file': 'Filed libraries',
    'settings.save': 'Saved settings',
  } as Readonly<Record<string, string>>,
  theMember: 'the member',
  nobody: 'a login that is gone',
  none: 'nothing',
  empty: 'Nothing has been changed yet',
  emptyHelp: 'Every change that an admin makes appears here.',
};

export const words = dictionary({ en });
