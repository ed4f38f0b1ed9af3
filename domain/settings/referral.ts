import { z } from 'zod';
import { flag, section, text, whole } from './section.ts';

const AMOUNT = /^\d{1,12}(?:[.,]\d{1,4})?$/;
const NO_AMOUNT = 'An amount, such as 0 or 1.50';

export const referral = section({
  key: 'referral',
  title: 'Referrals',
  help: 'Members bring others, and may earn time by it.',
  schema: z.object({
    allowRegistration: flag(false, {
      title: 'Registration by a member’s link',
      help: 'Each member who shares a server sees a link on their account page. Whoever follows it may sign up, also while the site is not open to everybody.',
    }),
    bonusEnabled: flag(false, {
      title: 'Bonus for the referrer',
      help: 'The first payment of somebody who signed up by a link gives time to the member whose link it was. Trials and imported time earn nothing.',
    }),
    percentage: whole(
      { min: 0, max: 100, byDefault: 20 },
      { title: 'Bonus', unit: 'percent', help: 'Of the money that was paid.' },
    ),
    minimum: text(20, {
      title: 'At least',
      help: 'In the currency of the site.',
    }).default('0'),
    maximum: text(20, { title: 'At most', help: 'In the currency of the site; blank for no limit.' }),
    reverseWithinDays: whole(
      { min: 0, max: 3650, byDefault: 30 },
      {
        title: 'Taken back with the money',
        unit: 'days',
        help: 'A bonus is reversed when the payment that earned it goes back within this time.',
      },
    ),
  }),
  check: ({ minimum, maximum }) => {
    const wrong = {
      ...(AMOUNT.test(minimum) ? {} : { minimum: NO_AMOUNT }),
      ...(maximum === '' || AMOUNT.test(maximum) ? {} : { maximum: `${NO_AMOUNT}, or blank` }),
    };
    if (Object.keys(wrong).length > 0 || maximum === '' || units(minimum) <= units(maximum)) return wrong;
    return { maximum: 'At least the minimum, or blank', minimum: 'At most the maximum' };
  },
});

/** Comparable whatever the currency: no currency has more than four digits after the point. */
function units(amount: string): bigint {
  const [whole = '', fraction = ''] = amount.split(/[.,]/);
  return BigInt(whole + fraction.padEnd(4, '0'));
}
