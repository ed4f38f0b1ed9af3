import { z } from 'zod';
import { listLibraries } from '../../../db/queries/libraries-panel.ts';
import { adminProcedure } from '../../trpc.ts';
import { instant, instantOrNull } from '../answer.ts';
import { id } from '../input.ts';

export const list = adminProcedure
  .input(z.object({ serverId: id.nullable() }))
  .query(async ({ ctx, input }) => {
    const libraries = await listLibraries(ctx.db, input);
    return libraries.map((library) => ({
      id: library.id,
      title: library.title,
      type: library.type,
      serverId: library.server_id,
      server: library.server,
      groupIds: library.group_ids,
      seenAt: instant(library.last_seen_at),
      goneAt: instantOrNull(library.gone_at),
    }));
  });
