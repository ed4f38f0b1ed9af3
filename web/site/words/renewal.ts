import { dictionary } from '../../ui/language.ts';

const en = {
  title: 'Renewal',
  renews: (day: string) => `Renews on ${day}`,
  charged: (price: string) => `${price} is charged automatically each time.`,
  pastDue: 'Your last charge did not go through. It is tried again by itself; check your card or account.',
  suspended: 'Your renewal is paused: nothing is charged, and your access ends with the time that is paid.',
  cancelled: 'Your renewal is cancelled. You will not be charged any more.',
  pending: 'Your first charge is on its way.',
  cancelling: 'Your renewal is being cancelled. You can leave this page.',
  cancel: 'Cancel renewal',
  confirmTitle: 'Cancel your renewal?',
  confirm: (day: string) =>
    day === ''
      ? 'You will not be charged any more. Your access ends with the time that is paid.'
      : `You will not be charged any more. Your access goes on until ${day} and ends then, unless you extend it.`,
  confirmPastDue:
    'The failed charge is not tried again. Your paid time is over, so your access ends at once unless you extend it.',
  keep: 'Keep it',
  done: 'Your renewal is being cancelled',
  replaced: (plan: string) =>
    `The automatic charges for ${plan} stop once you have paid. Your new plan is not renewed by itself.`,
};

type RenewalWords = typeof en;

const de: RenewalWords = {
  title: 'Verlängerung',
  renews: (day) => `Verlängert sich am ${day}`,
  charged: (price) => `Jedes Mal werden ${price} von selbst abgebucht.`,
  pastDue:
    'Deine letzte Abbuchung hat nicht geklappt. Sie wird von selbst noch einmal versucht; prüfe deine Karte oder dein Konto.',
  suspended:
    'Deine Verlängerung ruht: Es wird nichts abgebucht, und dein Zugang endet mit der bezahlten Zeit.',
  cancelled: 'Deine Verlängerung ist gekündigt. Es wird nichts mehr abgebucht.',
  pending: 'Deine erste Abbuchung ist unterwegs.',
  cancelling: 'Deine Verlängerung wird gekündigt. Du kannst diese Seite verlassen.',
  cancel: 'Verlängerung kündigen',
  confirmTitle: 'Verlängerung kündigen?',
  confirm: (day) =>
    day === ''
      ? 'Es wird nichts mehr abgebucht. Dein Zugang endet mit der bezahlten Zeit.'
      : `Es wird nichts mehr abgebucht. Dein Zugang läuft bis ${day} und endet dann, wenn du ihn nicht verlängerst.`,
  confirmPastDue:
    'Die Abbuchung wird nicht noch einmal versucht. Deine bezahlte Zeit ist vorbei, dein Zugang endet also sofort, wenn du ihn nicht verlängerst.',
  keep: 'Behalten',
  done: 'Deine Verlängerung wird gekündigt',
  replaced: (plan) =>
    `Die automatischen Abbuchungen für ${plan} enden, sobald du bezahlt hast. Dein neuer Plan verlängert sich nicht von selbst.`,
};

export const renewalWords = dictionary({ en, de });
