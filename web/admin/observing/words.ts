import { dictionary } from '../../ui/language.ts';

const people = (count: number) => (count === 1 ? '1 member' : `${count} members`);

const en = {
  title: 'The site only observes',
  lead: 'Access is given, and nothing is taken away by itself: what would be is listed until you arm the site.',
  some: (count: number) =>
    `${people(count)} would lose something by now. Access is still given, and nothing is taken away until you arm the site.`,
  none: 'Access is given, and nothing is taken away by itself. Whoever would lose something is listed, until you arm the site.',
  see: 'See who and why',
  arm: 'Arm…',
  page: 'Not taken away',
  off: 'The site is armed: what is due is done, and nothing is listed here.',
  nobody: 'Nobody would lose anything now',
  nobodyHelp: 'Members whose time ends while the site only observes keep access, and are listed here.',
  nobodyOff: 'Nothing is listed',
  nobodyOffHelp: 'Switch on “Only observe” under Settings, Media servers, to list removals and not do them.',
  settings: 'Settings of media servers',
  columns: {
    name: 'Member',
    wanted: 'Would become',
    server: 'Server',
    since: 'Due since',
    noTime: 'not by an end of time',
  },
  armTitle: 'Arm the site?',
  armAction: 'Arm',
  armNothing: 'Nothing is due now. From now on access is taken away by itself when paid time ends.',
  armHelp:
    'What is listed is done now, once, and from then on access is taken away by itself when paid time ends.',
  armed: 'The site is armed',
};

export const words = dictionary({ en });
