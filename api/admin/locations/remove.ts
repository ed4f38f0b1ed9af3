import { deleteLocation, listLocations } from '../../../db/queries/locations.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { idInput, notThere } from '../input.ts';

/** Only where no server stands; otherwise it can be switched off. */
export const remove = adminProcedure.input(idInput).mutation(async ({ ctx, input }) => {
  await change(ctx, async ({ trx, audit }) => {
    const location = (await listLocations(trx)).find((one) => one.id === input.id);
    if (location === undefined) throw notThere('location');
    if (location.servers.length > 0) throw inUse(`: ${location.servers.join(', ')}`);
    // A server was put there meanwhile.
    if ((await deleteLocation(trx, input.id)) === 'inUse') throw inUse('');
    await audit({
      action: 'locations.remove',
      subject: 'location',
      subjectId: input.id,
      before: { name: location.name },
    });
  });
});

function inUse(which: string): Refusal {
  return new Refusal('notPossible', {
    userMessage: `Servers stand there${which}. Give them another location first.`,
    reason: 'locationInUse',
  });
}
