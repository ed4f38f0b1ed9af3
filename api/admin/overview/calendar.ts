import { z } from 'zod';
import { memberNames } from '../../../db/queries/overview.ts';
import type { PlannedDay } from '../../../domain/fleet/fleet-plan.ts';
import { adminProcedure } from '../../trpc.ts';

const PAGE = 100;

/** How many begin, are reminded, end and are removed on each of the next days if nobody does anything. */
export const calendar = adminProcedure.query(async ({ ctx }) => {
  const [{ days, planned, asOf }, { site }] = await Promise.all([ctx.fleetPlan(), ctx.settings()]);
  const byDay = new Map(days.days.map(({ date }) => [date, emptyCounts()]));
  for (const { day, kind } of planned) {
    const counts = byDay.get(day);
    if (counts !== undefined) counts[kind] += 1;
  }
  return {
    days: days.days.map(({ date, at }) => ({ date, at, counts: byDay.get(date) ?? emptyCounts() })),
    timeZone: site.timeZone,
    asOf,
  };
});

/** Who it is on one of these days, in order of time. */
export const calendarDay = adminProcedure
  .input(z.object({ date: z.iso.date(), offset: z.number().int().min(0).default(0) }))
  .query(async ({ ctx, input }) => {
    const { planned } = await ctx.fleetPlan();
    const ofDay = planned.filter(({ day }) => day === input.date);
    const shown = ofDay.slice(input.offset, input.offset + PAGE);
    const names = await memberNames(
      ctx.db,
      shown.map(({ memberId }) => memberId),
    );
    return {
      entries: shown.map(({ at, kind, memberId }) => ({
        at,
        what: kind,
        memberId,
        memberName: names.get(memberId) ?? '',
      })),
      total: ofDay.length,
      next: input.offset + PAGE < ofDay.length ? input.offset + PAGE : null,
    };
  });

function emptyCounts(): Record<PlannedDay['kind'], number> {
  return { begins: 0, reminder: 0, charge: 0, ends: 0, removal: 0, kick: 0 };
}
