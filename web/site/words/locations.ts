import { dictionary } from '../../ui/language.ts';

const en = {
  title: 'Where should your server stand?',
  help: 'Near to you is usually best. If the place fills up, you get access on a server elsewhere.',
  anywhere: 'I do not mind',
  anywhereHelp: 'Wherever there is most room.',
  stands: 'Location',
};

type LocationWords = typeof en;

const de: LocationWords = {
  title: 'Wo soll dein Server stehen?',
  help: 'In deiner Nähe ist meist am besten. Wird es dort voll, bekommst du Zugang auf einem Server woanders.',
  anywhere: 'Egal',
  anywhereHelp: 'Wo am meisten Platz ist.',
  stands: 'Standort',
};

export const locationWords = dictionary({ en, de });
