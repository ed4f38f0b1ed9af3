import { formatDay } from '../../ui/format.ts';
import { dictionary } from '../../ui/language.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

const span = ({ from, to }: Span) => `${formatDay(from)} – ${formatDay(to)}`;

const en = {
  menu: 'Merge into…',
  title: (name: string) => `Merge ${name} into another member`,
  help: 'For somebody who became a member twice. Everything of this one becomes the other’s, and this one is closed. It cannot be undone.',
  into: 'The member to keep',
  change: 'Change',
  moves: 'What moves',
  payments: (count: number) => (count === 1 ? '1 payment' : `${count} payments`),
  notices: (count: number) => (count === 1 ? '1 message' : `${count} messages`),
  purchases: (count: number) => (count === 1 ? '1 purchase' : `${count} purchases`),
  rest: 'timeline, notes and identities on media servers',
  periods: 'Periods that overlap',
  queued: (plan: string, was: Span, becomes: Span) => `${plan}, ${span(was)}, becomes ${span(becomes)}`,
  used: (plan: string, was: Span) => `${plan}, ${span(was)}, is over and gives no time again`,
  accounts: 'Accounts on media servers',
  stays: (username: string, server: string) => `“${username}” on ${server} stays`,
  goes: (username: string, server: string) => `“${username}” on ${server} is removed`,
  dropped: 'What is dropped',
  email: (email: string) => `${email}: messages go to the kept member’s address`,
  login: {
    moves: (email: string) => `Login ${email} becomes the kept member’s`,
    disabled: (email: string) => `Login ${email} is signed out and disabled: the kept member has their own`,
    stays: (email: string) => `Login ${email} is an administrator’s and stays, without a member`,
  },
  permanence: 'Permanence: the kept member does not become permanent',
  accountChange: 'The required account change',
  discord: 'The Discord number: the kept member has their own',
  follows: 'The kept member afterwards',
  action: 'Merge',
  done: (name: string) => `Merged into ${name}`,
  closed: 'This member was merged into',
};

export const words = dictionary({ en });
