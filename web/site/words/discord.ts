import { dictionary } from '../../ui/language.ts';

const en = {
  title: 'Discord',
  none: 'We do not know yet who you are on our Discord server.',
  known: 'Your Discord number',
  leaves: (days: number) =>
    days === 0
      ? 'When your paid time ends, you are taken off our Discord server.'
      : days === 1
        ? 'One day after your paid time has ended you are taken off our Discord server.'
        : `${days} days after your paid time has ended you are taken off our Discord server.`,
  name: 'Say who you are there',
  change: 'Change',
  number: 'Discord number',
  help: 'In Discord switch on “Developer Mode” (Settings, Advanced), then right-click your own name and choose “Copy User ID”.',
  wrong: 'A number of 17 to 20 digits, not a name',
  save: 'Save',
  keep: 'Leave it',
  done: (name: string) => `On our Discord server you are ${name}.`,
  reasons: {
    discordUnknown: 'Nobody with this number is on our Discord server. Join it first.',
    discordTaken: 'Another member has this number. Write to the admins if it is yours.',
  } as Readonly<Record<string, string>>,
  away: {
    discordOff: 'There is no Discord server here any more.',
    discordAway: 'Discord cannot be asked at the moment. Try again later.',
  } as Readonly<Record<string, string>>,
};

type DiscordWords = typeof en;

const de: DiscordWords = {
  title: 'Discord',
  none: 'Wir wissen noch nicht, wer du auf unserem Discord-Server bist.',
  known: 'Deine Discord-Nummer',
  leaves: (days) =>
    days === 0
      ? 'Wenn deine bezahlte Zeit endet, wirst du von unserem Discord-Server genommen.'
      : days === 1
        ? 'Einen Tag nach dem Ende deiner bezahlten Zeit wirst du von unserem Discord-Server genommen.'
        : `${days} Tage nach dem Ende deiner bezahlten Zeit wirst du von unserem Discord-Server genommen.`,
  name: 'Sag, wer du dort bist',
  change: 'Ändern',
  number: 'Discord-Nummer',
  help: 'Schalte in Discord den „Entwicklermodus“ ein (Einstellungen, Erweitert), klicke dann mit der rechten Maustaste auf deinen Namen und wähle „Benutzer-ID kopieren“.',
  wrong: 'Eine Nummer mit 17 bis 20 Ziffern, kein Name',
  save: 'Speichern',
  keep: 'So lassen',
  done: (name) => `Auf unserem Discord-Server bist du ${name}.`,
  reasons: {
    discordUnknown: 'Niemand mit dieser Nummer ist auf unserem Discord-Server. Tritt ihm zuerst bei.',
    discordTaken: 'Diese Nummer hat schon ein anderes Mitglied. Schreib den Admins, wenn es deine ist.',
  },
  away: {
    discordOff: 'Hier gibt es keinen Discord-Server mehr.',
    discordAway: 'Discord ist gerade nicht zu erreichen. Versuch es später.',
  },
};

export const discordWords = dictionary({ en, de });
