import { z } from 'zod';
import { section, text, whole } from './section.ts';

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
    reservationMinutes: whole(
      { min: 30, max: 120, byDefault: 60 },
      { title: 'Reservation', unit: 'minutes', help: 'How long a seat is held for somebody who is paying.' },
    ),
  }),
});
