import { listGroups } from '../../../db/queries/library-groups.ts';
import { adminProcedure } from '../../trpc.ts';

export const list = adminProcedure.query(({ ctx }) => listGroups(ctx.db));
