import { dictionary } from './language.ts';

const en = {
  close: 'Close',
  retry: 'Try again',
  loading: 'Loading',
  offline: 'The site cannot be reached. Check your connection; nothing you typed is lost.',
  broken: 'Something went wrong on our side.',
  number: 'Number for the admin:',
  staleSince: (when: string) => `Not up to date: last loaded ${when}.`,
  copy: 'Copy',
  copied: 'Copied',
  theme: 'Appearance',
  themes: { system: 'As my system', light: 'Light', dark: 'Dark' },
  language: 'Language',
};

const de: typeof en = {
  close: 'Schließen',
  retry: 'Noch einmal versuchen',
  loading: 'Wird geladen',
  offline: 'Die Seite ist nicht erreichbar. Prüfe deine Verbindung; deine Eingaben bleiben erhalten.',
  broken: 'Bei uns ist etwas schiefgegangen.',
  number: 'Nummer für den Admin:',
  staleSince: (when) => `Nicht aktuell: zuletzt geladen ${when}.`,
  copy: 'Kopieren',
  copied: 'Kopiert',
  theme: 'Darstellung',
  themes: { system: 'Wie mein System', light: 'Hell', dark: 'Dunkel' },
  language: 'Sprache',
};

export const uiWords = dictionary({ en, de });
