import { dictionary } from '../../ui/language.ts';

const members = (count: number) => (count === 1 ? '1 member' : `${count} members`);

const en = {
  open: 'Account change…',
  title: (count: number) => (count === 1 ? 'Account change' : `Account change of ${count} members`),
  ownChange: {
    on: 'They change it themselves on their account page.',
    off: 'They cannot change it themselves: that is switched off under Settings, Members’ own actions.',
  },
  what: 'What holds from now on',
  required: 'The media account has to be changed',
  cleared: 'No change is required any more',
  requiredHelp:
    'Who is flagged cannot buy, and gets no new access. An account in use stays while it is paid, and the paid time runs on. Each is told once.',
  clearedHelp: 'Access and purchases follow the paid time again.',
  changes: (count: number) => `${members(count)} will be changed`,
  taken: (count: number) =>
    `Of them ${members(count)} without paid time ${count === 1 ? 'loses' : 'lose'} the account that is still kept`,
  given: (count: number) => `Of them ${members(count)} ${count === 1 ? 'gets' : 'get'} access again at once`,
  told: (count: number) => `${members(count)} will be told by e-mail`,
  who: 'Who',
  leftOut: 'Left out',
  why: { already: 'is so already', closed: 'is closed or being deleted' } as Readonly<Record<string, string>>,
  more: (count: number) => `and ${count} more`,
  action: { required: 'Require the change', cleared: 'Clear the flag' },
  done: (count: number) => `${members(count)} changed`,
};

export const words = dictionary({ en });
