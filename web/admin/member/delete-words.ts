import { formatInstant } from '../../ui/format.ts';
import { dictionary } from '../../ui/language.ts';

const en = {
  menu: 'Delete…',
  title: (name: string) => `Delete ${name}?`,
  help: 'The membership ends now, whatever is paid. It cannot be undone.',
  now: 'What happens now',
  account: (username: string, server: string) => `Account “${username}” on ${server} is removed`,
  noAccount: 'There is no account on any server',
  paidUntil: (until: number) =>
    `The time paid until ${formatInstant(until)} is given up; nothing is refunded by this`,
  login: (email: string) => `Login ${email} is signed out and can sign in no more`,
  loginStays: (email: string) => `Login ${email} is an administrator’s and stays, without a membership`,
  goes: 'What goes once no server has anything of them',
  details: (email: string) =>
    `Name, ${email === '' ? '' : `address (${email}), `}login, notes and the names of accounts`,
  free: 'The address can be used for a new registration',
  stays: 'What stays as history',
  payments: (count: number) =>
    count === 0
      ? 'The ledger'
      : count === 1
        ? '1 payment and the ledger'
        : `${count} payments and the ledger`,
  timeline: 'The timeline, and what admins did in the audit log',
  follows: 'What follows',
  confirm: (name: string) => `Type “${name}” to confirm`,
  action: 'Delete',
  done: 'Being deleted',
  banner: 'Being deleted',
  bannerText:
    'Every account is taken off its server. What a server refuses is tried until it is done; the member is gone once nothing is left.',
};

export const words = dictionary({ en });
