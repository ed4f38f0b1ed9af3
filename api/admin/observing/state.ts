import { countSpared } from '../../../db/queries/spared.ts';
import { adminProcedure } from '../../trpc.ts';

/** Whether the site only observes, and how many members would lose something if it did not. */
export const state = adminProcedure.query(async ({ ctx }) => {
  const { media } = await ctx.settings();
  return { isOn: media.observeOnly, members: media.observeOnly ? await countSpared(ctx.db) : 0 };
});
