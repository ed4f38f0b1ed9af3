import { dictionary } from '../../ui/language.ts';

const en = {
  lead: 'Read from the servers. A library is private, and nobody has it, until it is filed into other groups.',
  server: 'Server',
  group: 'Group',
  search: 'Title',
  columns: { title: 'Title', server: 'Server', type: 'Type', groups: 'Groups', seen: 'Last seen' },
  gone: 'gone',
  file: 'File into groups',
  empty: 'No library yet',
  emptyHelp: 'Libraries are read from a server when it is added and at each sync.',
  toServers: 'To the servers',
  dialog: {
    title: (count: number) => (count === 1 ? 'File 1 library' : `File ${count} libraries`),
    groups: 'Groups',
    groupsHelp: 'They will be in exactly these. In the private group, or in none, a library is never shared.',
    action: 'File',
    filed: 'Libraries filed',
    follows: 'What follows',
    nobody: 'Nobody has a place on these servers yet, so nothing changes for anybody.',
    touched: (count: number) =>
      count === 1
        ? 'The access of 1 member is looked at again at once.'
        : `The access of ${count} members is looked at again at once.`,
    losing: (titles: string) => `Whoever has it by a group that it leaves loses: ${titles}.`,
    private: 'It will be shared with nobody.',
  },
  types: {
    movies: 'Films',
    tvshows: 'Series',
    music: 'Music',
    books: 'Books',
    mixed: 'Mixed',
  } as Readonly<Record<string, string>>,
};

export const words = dictionary({ en });
