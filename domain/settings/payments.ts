import { z } from 'zod';
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
  check: (value) =>
    value.allowStartNow || value.allowStartAfter
      ? {}
      : { allowStartNow: NO_START, allowStartAfter: NO_START },
});
