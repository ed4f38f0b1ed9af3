import { dictionary } from '../../ui/language.ts';

const en = {
  lead: 'What payment gateways told this site. Parked ones are genuine, but of a type or shape this version does not know: they were kept and changed nothing.',
  status: 'Status',
  statuses: { parked: 'Parked', pending: 'Being handled', done: 'Handled', ignored: 'Of no consequence' },
  columns: {
    type: 'Type',
    source: 'Source',
    status: 'Status',
    reason: 'Reason',
    received: 'Received',
    event: 'Event id',
    about: 'About',
  },
  empty: 'Nothing is parked',
  emptyHelp: 'Every notice from outside was understood.',
};

export const words = dictionary({ en });
