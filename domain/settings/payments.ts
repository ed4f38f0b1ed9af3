import { z } from 'zod';
import { isCurrency, parseMoney } from '../money/currency.ts';
import { flag, section, text, whole } from './section.ts';

const NO_START = 'Allow at least one of the two changes of plan';

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
