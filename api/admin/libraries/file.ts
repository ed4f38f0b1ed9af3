import { fileLibraries } from '../../../db/queries/libraries-panel.ts';
import { pokeMembersOn, retryPlacements } from '../../../db/queries/wake.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { filingInput, readFiling } from './input.ts';

/** Filing acts at once: everybody on the servers concerned is looked at again. */
export const file = adminProcedure.input(filingInput).mutation(async ({ ctx, input }) => {
  await change(ctx, async ({ trx, now, audit }) => {
    const { libraries, groupIds, groupNames } = await readFiling(trx, input);
    await fileLibraries(
      trx,
      libraries.map((library) => library.id),
      groupIds,
    );
    await pokeMembersOn(
      trx,
      libraries.map((library) => library.server_id),
      'libraries filed',
    );
    await retryPlacements(trx, now);
    await audit({
      action: 'libraries.file',
      subject: 'library',
      subjectId: libraries.length === 1 ? (libraries[0]?.id ?? null) : null,
      before: Object.fromEntries(libraries.map(({ title, group_ids }) => [title, groupNames(group_ids)])),
      after: Object.fromEntries(libraries.map(({ title }) => [title, groupNames(groupIds)])),
    });
  });
});
