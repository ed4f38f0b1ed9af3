import { dictionary } from '../../ui/language.ts';

const en = {
  lead: 'What members earned by the first payment of somebody they brought. Bonuses are switched on, and their size is set, under Settings, Referrals.',
  search: 'Search referrer or referred',
  statusFilter: 'Status',
  statuses: { pending: 'Pending', applied: 'Applied', reversed: 'Reversed' } as Readonly<
    Record<string, string>
  >,
  pendingHelp: 'Waits for the next payment of the referrer',
  columns: {
    referrer: 'Referrer',
    referred: 'Referred',
    amount: 'Amount',
    status: 'Status',
    earnedBy: 'Earned by',
    appliedTo: 'Became time of',
    takenBack: 'Taken back',
    created: 'Earned',
  },
  payment: (number: string) => `Payment ${number}`,
  empty: 'No bonus so far',
  emptyHelp:
    'Once bonuses are on, the first payment of somebody who signed up by a member’s link appears here.',
  toSettings: 'Settings of referrals',
  bonusOf: (referrer: string, referred: string) => `Bonus of ${referrer} for ${referred}`,
  openReferrer: 'Open the referrer',
  openReferred: 'Open the referred',
  reverse: 'Reverse…',
  reversal: {
    title: (referrer: string) => `Reverse the bonus of ${referrer}?`,
    action: 'Reverse',
    pending: (amount: string) =>
      `The bonus of ${amount} still waits. Reversed, it will not become time, and no other payment of the referred earns one.`,
    taken: (amount: string, until: string) =>
      `${amount} of it is taken back: the paid time of the referrer then ends on ${until}. What is used of the bonus stays used.`,
    nothing: (amount: string) =>
      `The bonus of ${amount} is used up, or its time is gone for another reason: the referrer’s paid time stays as it is.`,
    follows: 'Where the referrer stands then',
    done: 'Bonus reversed',
  },
};

export const words = dictionary({ en });
