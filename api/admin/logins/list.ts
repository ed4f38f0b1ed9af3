import { z } from 'zod';
import { listLogins } from '../../../db/queries/logins-panel.ts';
import { adminProcedure } from '../../trpc.ts';
import { instant, instantOrNull } from '../answer.ts';
import { id, pageInput, search } from '../input.ts';

const input = z.object({
  search,
  role: z.union([z.enum(['administrator', 'user']), id]).nullable(),
  state: z.enum(['active', 'unconfirmed', 'disabled']).nullable(),
  isMember: z.boolean().nullable(),
  ...pageInput(['email', 'lastLogin', 'created']),
});

export const list = adminProcedure.input(input).query(async ({ ctx, input: asked }) => {
  const { rows, total } = await listLogins(ctx.db, asked);
  return {
    rows: rows.map(({ lastLoginAt, createdAt, ...login }) => ({
      ...login,
      isOwn: login.id === ctx.login.id,
      lastLoginAt: instantOrNull(lastLoginAt),
      createdAt: instant(createdAt),
    })),
    total,
  };
});
