import { z } from 'zod';
import { exportMembers } from '../../../db/queries/member-list.ts';
import { adminProcedure } from '../../trpc.ts';
import { id } from '../input.ts';
import { memberFilter } from './input.ts';
import { memberAnswer } from './list.ts';

const STEP = 2000;

/** Everybody the filter finds, a step at a time: `next` goes into the following call and is null at the end. */
export const exportStep = adminProcedure
  .input(z.object({ ...memberFilter, after: id.nullable() }))
  .query(async ({ ctx, input }) => {
    const rows = await exportMembers(ctx.db, { ...input, limit: STEP, now: ctx.clock() });
    return { rows: rows.map(memberAnswer), next: rows.length === STEP ? (rows.at(-1)?.id ?? null) : null };
  });
