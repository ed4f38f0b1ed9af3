import { z } from 'zod';
import { linksOf, removeLink } from '../../../db/queries/member-links.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { id, notThere } from '../input.ts';
import { requireLinks } from './require-links.ts';

/** What was given stays; from now on the two have nothing to do with each other. */
export const remove = adminProcedure
  .input(z.object({ subId: id }))
  .mutation(async ({ ctx, input: { subId } }) => {
    await requireLinks(ctx);
    await change(ctx, async ({ trx, now, by, audit }) => {
      const { master } = await linksOf(trx, subId);
      const removed = await removeLink(trx, { subId, by, now });
      if (removed === null) throw notThere('link');
      await audit({
        action: 'links.remove',
        subject: 'member',
        subjectId: subId,
        before: { master: master?.name ?? null },
      });
    });
  });
