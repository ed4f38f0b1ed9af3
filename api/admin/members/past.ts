import { z } from 'zod';
import { pastOfMember } from '../../../db/queries/member-page.ts';
import { adminProcedure } from '../../trpc.ts';
import { instant } from '../answer.ts';
import { id } from '../input.ts';

const STEP = 40;

/** What happened to a member, latest first, a part at a time. */
export const past = adminProcedure
  .input(z.object({ id, before: z.number().int().nullable() }))
  .query(async ({ ctx, input }) => {
    const before = input.before === null ? null : new Date(input.before);
    const rows = await pastOfMember(ctx.db, input.id, { before, limit: STEP + 1 });
    const entries = rows
      .slice(0, STEP)
      .map((row) => ({ ...row, at: instant(row.at), data: plainData(row.data) }));
    return { entries, next: rows.length > STEP ? (entries.at(-1)?.at ?? null) : null };
  });

/** Only what a page can print. */
function plainData(data: Record<string, unknown>): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(data).filter((entry): entry is [string, string | number | boolean] =>
      ['string', 'number', 'boolean'].includes(typeof entry[1]),
    ),
  );
}
