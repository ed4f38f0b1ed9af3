import { z } from 'zod';
import { findMembers } from '../../../db/queries/member-list.ts';
import { adminProcedure } from '../../trpc.ts';
import { search } from '../input.ts';

const MOST = 8;

/** A few members by part of a name, e-mail address or user name: for the palette and for forms. */
export const find = adminProcedure
  .input(z.object({ search }))
  .query(async ({ ctx, input }) =>
    input.search === '' ? [] : await findMembers(ctx.db, input.search, MOST),
  );
