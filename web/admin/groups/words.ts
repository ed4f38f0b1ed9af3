import { dictionary } from '../../ui/language.ts';

const en = {
  lead: 'Bundles of libraries. Plans include groups; a server fits a plan when it has a library in each of them.',
  add: 'Add group',
  rename: 'Rename',
  remove: 'Delete',
  columns: { name: 'Name', kind: 'Kind', libraries: 'Libraries', plans: 'Plans' },
  kinds: {
    private: 'Never shared',
    standard: 'Always there',
    custom: 'Yours',
  } as const,
  empty: 'No group yet',
  emptyHelp: 'Groups bundle libraries, so that a plan can include them.',
  addTitle: 'Add a library group',
  renameTitle: (name: string) => `Rename ${name}`,
  name: 'Name',
  added: 'Group added',
  renamed: 'Group renamed',
  removeTitle: (name: string) => `Delete ${name}?`,
  removeHelp: (count: number) =>
    count === 0
      ? 'It holds no library.'
      : `${count === 1 ? '1 library leaves' : `${count} libraries leave`} it. What is in no other group becomes private, and whoever has it loses it.`,
  removed: 'Group deleted',
};

export const words = dictionary({ en });
