import { formatInstant } from '../../ui/format.ts';
import { dictionary } from '../../ui/language.ts';

const people = (count: number) => (count === 1 ? '1 member' : `${count} members`);

const en = {
  lead: 'When many would lose access at once, or the site was away for days, nobody loses it until you have looked. What counts as many stands in the settings.',
  settings: 'Settings of holds',
  empty: 'Nothing was ever held',
  emptyHelp:
    'Members whose time ends lose access one by one, as it should be. Should very many be about to lose it at once, they will wait here for you.',
  columns: {
    opened: 'Began',
    why: 'Why',
    waiting: 'Waiting',
    released: 'Released',
    kept: 'Kept',
    dropped: 'Paid again',
    state: 'State',
  },
  open: 'Waits for you',
  closed: 'Decided',
  title: (at: number) => `Hold of ${formatInstant(at)}`,
  mass: (leaving: number, standing: number) =>
    `${leaving} of ${people(standing)} would have lost access within one hour.`,
  silence: (from: number, until: number) =>
    `The site was silent from ${formatInstant(from)} to ${formatInstant(until)}, or runs from a backup of that time.`,
  silenceMany: (leaving: number, standing: number) =>
    `${leaving} of ${people(standing)} with access were to lose it on its return.`,
  shortWhy: { mass: 'Many at once', silence: 'After a silence' },
  look: 'Check what seems wrong before you decide: was a backup restored, are payments missing, was a date or a setting changed by mistake? Members who pay meanwhile leave the hold by themselves.',
  allDecided: 'Everybody on it is decided.',
  search: 'Search members on this hold',
  state: 'State',
  states: { waiting: 'Waiting', released: 'Released', kept: 'Kept', dropped: 'Paid again' },
  held: {
    name: 'Member',
    server: 'Server',
    wanted: 'Would become',
    ended: 'Paid time ended',
    noTime: 'no paid time',
    since: 'Held since',
    state: 'State',
    decided: 'Decided',
  },
  nobody: 'Nobody here',
  nobodyHelp: 'Choose another state to see the others.',
  releaseAll: (count: number) => `Release all ${count}`,
  keepAll: 'Keep all',
  release: 'Release',
  keep: 'Keep',
  releaseTitle: (count: number) => `Take access away from ${people(count)}?`,
  releaseHelp:
    'Their access ends at once, as the settings say for the end of paid time, and each of them gets the message that it ended. What a media server deletes with an account is gone for good.',
  keepTitle: (count: number) => `Let ${people(count)} keep access?`,
  keepHelp:
    'They keep what they have without paying, until you release them here after all, or until they pay and that time ends. They are told nothing.',
  released: (count: number) => `${people(count)} released`,
  keptNow: (count: number) => `${people(count)} kept`,
};

export const words = dictionary({ en });
