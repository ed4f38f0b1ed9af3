import { dictionary } from '../../ui/language.ts';

const en = {
  lead: 'Who pays for whom. When a master pays on a linked plan, every linked member gets the same time without paying.',
  add: 'Add link',
  remove: 'Remove link',
  openMaster: 'Open the master',
  openSub: 'Open the linked member',
  columns: {
    sub: 'Linked member',
    master: 'Master',
    plan: 'Plan of the master',
    group: 'Linked',
    masterUntil: 'Master until',
    subUntil: 'Linked member until',
    since: 'Since',
  },
  group: (subs: number, of: number) => `${subs} of ${of}`,
  incomplete: 'not whole',
  incompleteHelp: 'The plan is offered at checkout only to a master with exactly as many linked members.',
  noTime: 'no paid time',
  empty: 'Nobody is linked',
  emptyHelp:
    'Make a plan that pays for others, record a payment on it for the master and for each of the others with the same end, and link them here.',
  link: (sub: string, master: string) => `${sub}, paid for by ${master}`,
  dialog: {
    title: 'Link a member to a master',
    master: 'Master: pays',
    sub: 'Linked member: is paid for',
    change: 'Choose another',
    help: 'Nothing changes about the time they have now. The next payment of the master gives the linked member the same time; what that member has paid alone waits behind it.',
    action: 'Add link',
    added: 'Linked',
  },
  removal: {
    title: (sub: string) => `Remove the link of ${sub}?`,
    text: (sub: string, master: string) =>
      `${master} no longer pays for ${sub}. The time that was given stays; before it ends ${sub} is reminded and can pay.`,
    action: 'Remove link',
    done: 'Link removed',
  },
};

export const words = dictionary({ en });
