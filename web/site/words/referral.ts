import { dictionary } from '../../ui/language.ts';

const en = {
  title: 'Bring somebody',
  help: 'Whoever signs up by this link may join, also while the site is not open to everybody.',
  link: 'Your link',
  code: 'Your code',
  bonus: 'When they pay for the first time, you get a bonus: time behind what you have paid.',
  applied: (amount: string) => `You have earned ${amount} so far. It has become time of yours.`,
  pending: (amount: string) => `${amount} that you earned waits and comes with your next payment.`,
  /** Of a payment whose amount is another than what was paid. */
  moved: {
    held: (bonus: string) => `with ${bonus} of a bonus`,
    given: (bonus: string) => `${bonus} of a bonus was taken back`,
  },
};

type ReferralWords = typeof en;

const de: ReferralWords = {
  title: 'Jemanden mitbringen',
  help: 'Wer sich über diesen Link registriert, darf dazukommen, auch wenn die Seite nicht für alle offen ist.',
  link: 'Dein Link',
  code: 'Dein Code',
  bonus:
    'Wenn sie zum ersten Mal bezahlen, bekommst du einen Bonus: Zeit im Anschluss an die, die du bezahlt hast.',
  applied: (amount) => `Bisher verdient: ${amount}. Daraus ist Zeit für dich geworden.`,
  pending: (amount) => `Noch offen: ${amount}. Der Bonus kommt mit deiner nächsten Zahlung.`,
  moved: {
    held: (bonus) => `mit ${bonus} Bonus`,
    given: (bonus) => `${bonus} Bonus zurückgenommen`,
  },
};

export const referralWords = dictionary({ en, de });
