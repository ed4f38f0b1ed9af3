import { dictionary } from '../../ui/language.ts';

const en = {
  required: 'Your media account has to be changed',
  requiredHelp:
    'The account that you use on the media server has to be replaced. Until then you cannot renew, and your paid time runs on.',
  action: 'Change Your Media Account',
  going: 'Goes as soon as your new account works.',
  name: 'Name of the new account',
  nameHelp: 'You sign in to the media server with it. We mail you the password.',
  follows: (old: string) =>
    old === ''
      ? 'A new account of this name is made for you.'
      : `A new account of this name is made for you. Your account ${old} works until then and is removed afterwards, with what it has watched and its settings.`,
  withTime: 'Your paid time stays as it is.',
  withoutTime: 'You have no paid time now: the new account is made once you have.',
  once: 'You can do this once in 24 hours.',
  keep: 'Keep my account',
  submit: 'Change the account',
  done: 'Your media account is being changed. The sign-in details come by e-mail.',
  doneWithoutTime: 'Your next media account gets the new name.',
  reasons: {
    off: () => 'Write to the admins: they change it for you.',
    underWay: () => 'It is being changed already. Your old account goes as soon as the new one works.',
    tooSoon: (when: string) =>
      when === ''
        ? 'You have changed it within the last 24 hours. Try again later.'
        : `You have changed it within the last 24 hours. You can do it again from ${when}.`,
  } as Readonly<Record<string, (when: string) => string>>,
  noName: 'Choose a name',
  wrongName: {
    usernameInvalid: "At most 40 letters, digits, spaces and - ' . _ @ +",
    sameAccount: 'This is the account that you have. Choose another name.',
    accountTaken: 'Somebody has this name. Choose another.',
  } as Readonly<Record<string, string>>,
};

type AccountChangeWords = typeof en;

const de: AccountChangeWords = {
  required: 'Dein Medienkonto muss gewechselt werden',
  requiredHelp:
    'Das Konto, das du auf dem Medienserver benutzt, muss ersetzt werden. Bis dahin kannst du nicht verlängern, und deine bezahlte Zeit läuft weiter.',
  action: 'Wechsle dein Medienkonto',
  going: 'Geht, sobald dein neues Konto funktioniert.',
  name: 'Name des neuen Kontos',
  nameHelp: 'Damit meldest du dich am Medienserver an. Das Passwort schicken wir dir per E-Mail.',
  follows: (old) =>
    old === ''
      ? 'Es wird ein neues Konto mit diesem Namen für dich angelegt.'
      : `Es wird ein neues Konto mit diesem Namen für dich angelegt. Dein Konto ${old} funktioniert bis dahin und wird dann entfernt, mit allem, was damit gesehen und eingestellt wurde.`,
  withTime: 'Deine bezahlte Zeit bleibt, wie sie ist.',
  withoutTime: 'Du hast gerade keine bezahlte Zeit: Das neue Konto wird angelegt, sobald du welche hast.',
  once: 'Das geht einmal in 24 Stunden.',
  keep: 'Konto behalten',
  submit: 'Konto wechseln',
  done: 'Dein Medienkonto wird gewechselt. Die Zugangsdaten kommen per E-Mail.',
  doneWithoutTime: 'Dein nächstes Medienkonto bekommt den neuen Namen.',
  reasons: {
    off: () => 'Schreib den Admins: Sie wechseln es für dich.',
    underWay: () => 'Es wird schon gewechselt. Dein altes Konto geht, sobald das neue funktioniert.',
    tooSoon: (when) =>
      when === ''
        ? 'Du hast es in den letzten 24 Stunden gewechselt. Versuch es später.'
        : `Du hast es in den letzten 24 Stunden gewechselt. Das nächste Mal geht es ab ${when}.`,
  },
  noName: 'Wähle einen Namen',
  wrongName: {
    usernameInvalid: "Höchstens 40 Buchstaben, Ziffern, Leerzeichen und - ' . _ @ +",
    sameAccount: 'Das ist das Konto, das du hast. Wähle einen anderen Namen.',
    accountTaken: 'Diesen Namen hat schon jemand. Wähle einen anderen.',
  },
};

export const accountChangeWords = dictionary({ en, de });
