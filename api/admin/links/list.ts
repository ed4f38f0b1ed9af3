import { listLinks } from '../../../db/queries/member-links.ts';
import { adminProcedure } from '../../trpc.ts';
import { instant, instantOrNull } from '../answer.ts';

/** Who pays for whom. A group is whole when its master has as many subs as the plan pays for. */
export const list = adminProcedure.query(async ({ ctx }) => {
  const rows = await listLinks(ctx.db);
  return rows.map(({ masterUntil, subUntil, since, ...row }) => ({
    ...row,
    id: row.subId,
    masterUntil: instantOrNull(masterUntil),
    subUntil: instantOrNull(subUntil),
    since: instant(since),
  }));
});
