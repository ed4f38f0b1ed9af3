import { z } from 'zod';
import { listAudit } from '../../../db/queries/audit.ts';
import { adminProcedure } from '../../trpc.ts';
import { instant } from '../answer.ts';

export const list = adminProcedure
  .input(
    z.object({
      subject: z.string().max(40).nullable(),
      page: z.number().int().min(1).max(10_000),
      pageSize: z.number().int().min(1).max(100),
    }),
  )
  .query(async ({ ctx, input }) => {
    const { rows, hasMore } = await listAudit(ctx.db, input);
    return {
      hasMore,
      rows: rows.map((entry) => ({
        id: entry.id,
        at: instant(entry.at),
        actor: entry.actor_email,
        action: entry.action,
        subject: entry.subject,
        subjectId: entry.subject_id,
        before: asText(entry.before),
        after: asText(entry.after),
      })),
    };
  });

/** Field -> what a page prints for it. */
function asText(value: Record<string, unknown> | null): Record<string, string> {
  return Object.fromEntries(Object.entries(value ?? {}).map(([field, inner]) => [field, printed(inner)]));
}

function printed(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(printed).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
