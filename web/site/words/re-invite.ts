import { dictionary } from '../../ui/language.ts';

const en = {
  paidUntil: 'Your time is paid until',
  title: 'Your account on the server is gone',
  help: 'It was removed there, but your time is paid. You can have a new account now; the sign-in details come by e-mail.',
  action: 'Re-Invite Yourself',
  done: 'You are being let in again. The sign-in details come by e-mail.',
  reasons: {
    accountChange: () => 'Your media account has to be changed before you can get a new one.',
    suspended: (when: string) =>
      `Your access is suspended until ${when}. After that you can get a new account.`,
    off: () => 'It was removed there, but your time is paid. Write to the admins for a new account.',
    tooSoon: (when: string) =>
      when === ''
        ? 'You got a new account a short while ago. Try again later, or write to the admins.'
        : `You got a new account a short while ago. You can get the next one from ${when}, or write to the admins.`,
    tooOften: (when: string) =>
      when === ''
        ? 'You got a new account as often as is possible within 30 days. Write to the admins.'
        : `You got a new account as often as is possible within 30 days. The next one is possible from ${when}, or write to the admins.`,
  },
};

type ReInviteWords = typeof en;

const de: ReInviteWords = {
  paidUntil: 'Deine Zeit ist bezahlt bis',
  title: 'Dein Konto auf dem Server ist weg',
  help: 'Es wurde dort entfernt, aber deine Zeit ist bezahlt. Du kannst jetzt ein neues Konto bekommen; die Zugangsdaten kommen per E-Mail.',
  action: 'Lade dich neu ein',
  done: 'Du wirst wieder eingelassen. Die Zugangsdaten kommen per E-Mail.',
  reasons: {
    accountChange: () => 'Dein Medienkonto muss gewechselt werden, bevor du ein neues bekommen kannst.',
    suspended: (when) => `Dein Zugang ist bis ${when} gesperrt. Danach kannst du ein neues Konto bekommen.`,
    off: () => 'Es wurde dort entfernt, aber deine Zeit ist bezahlt. Schreib den Admins für ein neues Konto.',
    tooSoon: (when) =>
      when === ''
        ? 'Du hast erst vor Kurzem ein neues Konto bekommen. Versuch es später oder schreib den Admins.'
        : `Du hast erst vor Kurzem ein neues Konto bekommen. Das nächste gibt es ab ${when}, oder schreib den Admins.`,
    tooOften: (when) =>
      when === ''
        ? 'Du hast innerhalb von 30 Tagen so oft ein neues Konto bekommen, wie es geht. Schreib den Admins.'
        : `Du hast innerhalb von 30 Tagen so oft ein neues Konto bekommen, wie es geht. Das nächste gibt es ab ${when}, oder schreib den Admins.`,
  },
};

export const reInviteWords = dictionary({ en, de });
