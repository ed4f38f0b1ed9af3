import { dictionary } from '../../ui/language.ts';

const en = {
  lead: 'Who can sign in at this site. A login is not a membership: it may belong to a member, or to nobody yet.',
  add: 'Add login',
  search: 'Name or e-mail address',
  columns: {
    email: 'E-mail address',
    name: 'Name',
    role: 'Role',
    confirmed: 'Confirmed',
    member: 'Member',
    lastLogin: 'Last login',
    state: 'State',
    created: 'Made',
  },
  roles: { administrator: 'Administrator', user: 'User' },
  states: { active: 'active', unconfirmed: 'not confirmed', disabled: 'disabled' },
  roleFilter: 'Role',
  stateFilter: 'State',
  memberFilter: 'Member',
  memberFilters: { yes: 'with a member', no: 'without' },
  you: 'you',
  noMember: 'none',
  empty: 'No login yet',
  emptyHelp: 'Whoever signs up appears here.',
  sendConfirmation: 'Resend confirmation',
  sendInvitation: 'Send the link again',
  sendReset: 'Send password link',
  setPassword: 'Set password',
  makeAdministrator: 'Set as administrator',
  makeUser: 'Make an ordinary user',
  giveRole: 'Give role',
  disable: 'Disable',
  enable: 'Enable',
  remove: 'Delete',
  openMember: 'Open the member',
  sent: {
    confirmRegistration: 'The confirmation is on its way',
    loginAdded: 'The link is on its way',
    resetPassword: 'The password link is on its way',
  },
  added: 'Login added, and the link is on its way',
  passwordSet: 'Password set',
  madeAdministrator: 'Administrator from now on',
  roleGiven: 'Role given',
  madeUser: 'An ordinary user from now on',
  disabled: 'Login disabled',
  enabled: 'Login enabled',
  removed: 'Login deleted',
  ownWarning: {
    makeUser: 'This is your own login: with this you can open the panel no more.',
    disable: 'This is your own login: with this you are signed out and cannot sign in again.',
    remove: 'This is your own login: with this you are signed out and cannot sign in again.',
  },
  confirm: {
    makeAdministrator: {
      title: (email: string) => `Make ${email} an administrator?`,
      text: 'An administrator may do everything in the panel, from the next click on: see every member and payment, change settings and other administrators.',
    },
    makeUser: {
      title: (email: string) => `Make ${email} an ordinary user?`,
      text: 'The panel closes for this login at once, and it is signed out everywhere. The membership stays as it is.',
    },
    disable: {
      title: (email: string) => `Disable ${email}?`,
      text: 'It is signed out everywhere at once and cannot sign in until it is enabled again. Membership, access and payments stay as they are.',
    },
    enable: {
      title: (email: string) => `Enable ${email}?`,
      text: 'It can sign in again with the password it had.',
    },
    remove: {
      title: (email: string) => `Delete the login ${email}?`,
      text: 'It is signed out everywhere, and name, address and password are gone. Purchases that were begun and not paid are closed.',
      member: (name: string) =>
        `The member ${name} stays, with access, payments and timeline. Whoever registers with that member’s address is linked to it again.`,
    },
  },
  addDialog: {
    title: 'Add a login',
    lead: 'A link is mailed to this address. With it the owner chooses a password, which confirms the address too. It works for two days.',
    name: 'Name',
    email: 'E-mail address',
    next: 'To make an administrator of it, wait until it is confirmed.',
  },
  roleDialog: {
    title: (email: string) => `Give ${email} a role`,
    lead: 'The login may do in the panel what the role says, from the next click on. Nobody gives more than they may do themselves.',
    fromAdministrator:
      'It is an administrator now: with the role it may do less, and is signed out everywhere.',
    none: 'There is no custom role yet. Add one under Roles first.',
  },
  passwordDialog: {
    title: (email: string) => `Set the password of ${email}`,
    lead: 'It counts at once, and the login is signed out everywhere else. Better where e-mail works: send a password link, so that nobody but the owner knows it.',
    password: 'New password',
    help: 'At least 8 characters, with an upper case letter, a lower case letter, a digit and a special character.',
  },
};

export const words = dictionary({ en });
