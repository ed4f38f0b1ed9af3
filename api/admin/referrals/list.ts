import { z } from 'zod';
import { listBonuses } from '../../../db/queries/bonus-list.ts';
import { adminProcedure } from '../../trpc.ts';
import { moneyText } from '../../wire.ts';
import { instant } from '../answer.ts';
import { pageInput, search } from '../input.ts';

const input = z.object({
  search,
  statuses: z.array(z.string().max(20)).max(10),
  ...pageInput(['created']),
});

export const list = adminProcedure.input(input).query(async ({ ctx, input: asked }) => {
  const { rows, total } = await listBonuses(ctx.db, asked);
  return {
    rows: rows.map(({ amount, currency, earnedBy, appliedTo, takenBack, createdAt, ...row }) => ({
      ...row,
      amount: moneyText(amount, currency),
      earnedBy: earnedBy.toString(),
      appliedTo: appliedTo?.toString() ?? null,
      takenBack: takenBack === null ? null : moneyText(takenBack, currency),
      createdAt: instant(createdAt),
    })),
    total,
  };
});
