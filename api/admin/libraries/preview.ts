import { livingGrantsOn } from '../../../db/queries/libraries-panel.ts';
import { adminProcedure } from '../../trpc.ts';
import { filingInput, readFiling } from './input.ts';

/** Who is touched by filing libraries elsewhere, and which libraries somebody may lose by it. */
export const preview = adminProcedure.input(filingInput).query(async ({ ctx, input }) => {
  const filing = await readFiling(ctx.db, input);
  const servers = [...new Set(filing.libraries.map((library) => library.server_id))];
  return {
    members: await livingGrantsOn(ctx.db, servers),
    isShared: filing.isShared,
    losing: filing.losing.map((library) => library.title).sort((a, b) => a.localeCompare(b)),
  };
});
