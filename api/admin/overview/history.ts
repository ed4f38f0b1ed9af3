import { DateTime } from 'luxon';
import { incomeByMonth, paidMembersByDay } from '../../../db/queries/overview.ts';
import { adminProcedure } from '../../trpc.ts';
import { moneyText } from '../../wire.ts';

const DAYS = 90;
const MONTHS = 12;

/** Members with paid time, day by day, and money by month: read from payments and ledger, kept nowhere else. */
export const history = adminProcedure.query(async ({ ctx }) => {
  const { site, payments } = await ctx.settings();
  const now = DateTime.fromJSDate(ctx.clock(), { zone: site.timeZone });
  const from = now.startOf('day').minus({ days: DAYS - 1 });
  const firstMonth = now.startOf('month').minus({ months: MONTHS - 1 });
  const [days, income] = await Promise.all([
    paidMembersByDay(ctx.db, { from: from.toJSDate(), to: now.toJSDate(), zone: site.timeZone }),
    incomeByMonth(ctx.db, firstMonth.toJSDate(), site.timeZone),
  ]);
  const inCurrency = income.filter((row) => row.currency === payments.currency);
  return {
    paidMembers: days,
    income: Array.from({ length: MONTHS }, (_none, index) => {
      const month = firstMonth.plus({ months: index }).toFormat('yyyy-MM');
      const found = inCurrency.find((row) => row.month === month);
      return { month, amount: moneyText(found?.amount ?? 0n, payments.currency) };
    }),
    hasOtherCurrencies: income.length > inCurrency.length,
  };
});
