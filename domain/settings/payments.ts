import { z } from 'zod';
import { isCurrency, parseMoney } from '../money/currency.ts';
import { type FieldMeta, flag, section, text, whole } from './section.ts';

const NO_START = 'Allow at least one of the two changes of plan';

/** What is done about the time of money that went back. */
function moneyBackPolicy(meta: FieldMeta) {
  return z
    .enum(['flag', 'end_now'])
    .default('flag')
    .meta({ ...meta });
}

export const payments = section({
  key: 'payments',
  title: 'Payments',
  help: 'What holds for every way to pay.',
  schema: z.object({
    currency: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z]{3}$/, 'Three letters, such as USD')
      .default('USD')
      .meta({ title: 'Currency', widget: 'currency', help: 'Fixed once a payment exists.' }),
    minimumCharge: z.string().trim().max(20).default('0').meta({
      title: 'Minimum charge',
      help: 'In the currency above. A discount code that would leave less than this to pay is refused; one that leaves nothing is fine.',
    }),
    checkoutTerms: text(4000, {
      title: 'Terms at checkout',
      widget: 'textarea',
      help: 'If set, the buyer must agree.',
    }),
    allowStartNow: flag(true, {
      title: 'Change of plan at once',
      help: 'Whoever has time left may begin another plan at once: what is left becomes credit.',
    }),
    allowStartAfter: flag(true, {
      title: 'Change of plan at the end',
      help: 'Another plan may begin when the paid time ends.',
    }),
    reservationMinutes: whole(
      { min: 30, max: 120, byDefault: 60 },
      { title: 'Reservation', unit: 'minutes', help: 'How long a seat is held for somebody who is paying.' },
    ),
    syncPeriodMinutes: whole(
      { min: 15, max: 1440, byDefault: 60 },
      {
        title: 'Read payments every',
        unit: 'minutes',
        help: 'Where all payments of a gateway’s account are read.',
      },
    ),
    syncLookBackHours: whole(
      { min: 1, max: 744, byDefault: 72 },
      {
        title: 'Look back',
        unit: 'hours',
        help: 'How far back each time. Longer where money takes days to arrive, as a bank debit does; what is recorded is not recorded again.',
      },
    ),
    onRefund: moneyBackPolicy({
      title: 'When a payment is refunded',
      help: 'Refunds are made at the gateway. Ending takes the time that was paid with it and what was to follow on it; you are told in any case. A refund of a part ends nothing.',
    }),
    onChargeback: moneyBackPolicy({
      title: 'When a payer’s bank takes money back',
      help: 'A dispute at Stripe. Ending takes all paid time of the member; a dispute that you win gives it back.',
    }),
  }),
  check: (value) => ({
    ...(value.allowStartNow || value.allowStartAfter
      ? {}
      : { allowStartNow: NO_START, allowStartAfter: NO_START }),
    ...(isCurrency(value.currency) && parseMoney(value.minimumCharge, value.currency) === null
      ? { minimumCharge: `An amount in ${value.currency}, such as 0 or 1` }
      : {}),
  }),
});
