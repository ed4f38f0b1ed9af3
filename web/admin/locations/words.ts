import { dictionary } from '../../ui/language.ts';

const en = {
  lead: 'Where your servers stand. Buyers are asked where they would like to be as soon as two locations have a server with room for their plan.',
  add: 'Add location',
  edit: 'Edit',
  remove: 'Delete',
  columns: { name: 'Name', country: 'Country', servers: 'Servers', offered: 'Offered', order: 'Order' },
  isActive: 'Offered',
  isInactive: 'Not offered',
  empty: 'No location yet',
  emptyHelp: 'With servers in more than one place, name the places here and choose one at each server.',
  dialog: {
    addTitle: 'Add a location',
    editTitle: (name: string) => `Edit ${name}`,
    name: 'Name',
    nameHelp: 'As buyers read it, such as a city.',
    country: 'Country code',
    countryHelp: 'Two letters, such as DE; members read the country in their language. Blank: none.',
    order: 'Order',
    orderHelp: 'Lower comes first.',
    active: 'Offered to buyers',
    activeHelp: 'Off: nobody is asked about it any more. Whoever wished for it keeps that wish.',
  },
  saved: 'Location saved',
  removeTitle: (name: string) => `Delete ${name}?`,
  removeHelp: 'No server stands there. Whoever wished for it is placed wherever there is room from now on.',
  removed: 'Location deleted',
};

export const words = dictionary({ en });
