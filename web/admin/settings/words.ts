import { dictionary } from '../../ui/language.ts';

const en = {
  lead: 'A section is saved whole or not at all.',
  sections: 'Sections',
  onlySeen: 'Your role lets you see these settings and not change them.',
  unsaved: 'Not saved yet',
  saved: 'Settings saved',
  test: 'Test',
  testHelp: 'Tests what stands in the form now, with the stored secrets where none is typed.',
  testing: 'Asking the other side …',
  secretSet: 'One is stored. Type another to replace it.',
  secretNone: 'Not set.',
  secretCleared: 'Will be cleared when you save.',
  clearSecret: 'Clear',
  keepSecret: 'Keep it',
  wholeNumber: 'A whole number',
  wholeNumbers: 'Whole numbers, separated by commas',
  daysHelp: 'Separated by commas, such as 1, 3, 7.',
  noGroups: 'There is no library group yet.',
  notHere: 'There is no such section',
  options: {
    drop: 'It ends',
    keep: 'It runs to its end',
    none: 'None',
    starttls: 'STARTTLS',
    tls: 'TLS from the start',
    flag: 'Tell me, and I decide',
    end_now: 'End the time at once',
    remove_now: 'Remove the account at once',
    unshare_then_remove: 'Disable the account, remove it later',
    restrict_then_remove: 'Keep some groups, remove the account later',
    warn_then_remove: 'Warn, then remove the account',
    warn_only: 'Warn and keep access',
  } as Readonly<Record<string, string>>,
  dryRun: {
    title: 'This changes what happens to members',
    titleAtOnce: 'This takes access away at once',
    titleWaiting: 'So many removals wait on a hold',
    text: (members: string, days: string) =>
      `For ${members} members the next ${days} days would be other than they are now.`,
    atOnce: (count: string) =>
      `${count} members whose time is over still have access or an account. They lose it as soon as you save.`,
    waiting: (count: string) =>
      `So many at once are unusual: ${count} of them would wait on a hold, where you decide about each, and lose nothing until then.`,
    otherAccess: (count: string) =>
      `${count} members get other libraries, rights or another server as soon as you save.`,
    what: 'What',
    gone: 'no longer',
    added: 'new',
    kinds: {
      begins: 'Access begins',
      reminder: 'Reminder',
      charge: 'Gateway charges',
      ends: 'Paid time ends',
      removal: 'Account is removed',
      kick: 'Taken off Discord',
    },
    losesNow: {
      access: 'Access is taken away at once',
      account: 'The account that was kept is removed at once',
    },
    paidUntil: 'paid until',
    neverPaid: 'nothing is paid',
    more: (count: string) => `and ${count} further members`,
    action: 'Save',
    actionAtOnce: 'Save and take away',
  },
};

export const words = dictionary({ en });
