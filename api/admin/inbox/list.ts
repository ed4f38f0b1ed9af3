import { z } from 'zod';
import { listInbox } from '../../../db/queries/inbox-list.ts';
import { adminProcedure } from '../../trpc.ts';
import { instant, instantOrNull } from '../answer.ts';

export const list = adminProcedure
  .input(
    z.object({
      status: z.enum(['pending', 'done', 'ignored', 'parked']).nullable(),
      page: z.number().int().min(1).max(10_000),
      pageSize: z.number().int().min(1).max(100),
    }),
  )
  .query(async ({ ctx, input }) => {
    const { rows, hasMore } = await listInbox(ctx.db, input);
    return {
      hasMore,
      rows: rows.map((notice) => ({
        id: notice.id,
        source: notice.source,
        eventId: notice.event_id,
        type: notice.type,
        externalId: notice.external_id,
        status: notice.status,
        reason: notice.reason,
        receivedAt: instant(notice.received_at),
        handledAt: instantOrNull(notice.handled_at),
      })),
    };
  });
