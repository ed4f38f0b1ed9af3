import { type AccountReading, isImportable, type LeftAlone } from '../../../domain/access/account-import.ts';
import { librariesOfServers } from '../../../db/queries/server-accounts.ts';
import { adminProcedure } from '../../trpc.ts';
import { importOffer, type ReadAccount, type ServerOffer } from './offer.ts';

/** Who is on the servers: whom an import would make, who is a member already, and who is left alone and why. */
export const list = adminProcedure.query(async ({ ctx }) => {
  const { time, servers } = await importOffer(ctx.db, await ctx.settings(), ctx.clock());
  const titles = await librariesOfServers(ctx.db);
  return {
    /** Null: who is imported becomes a permanent member. */
    time: time === null ? null : { planId: time.planId, plan: time.snapshot.name, until: time.window.to },
    servers: servers.map((offer) => serverAnswer(offer, titles)),
  };
});

function serverAnswer({ server, obstacle, accounts }: ServerOffer, titles: ReadonlyMap<string, string>) {
  const { id, name, message, listedAt } = server;
  return {
    id,
    name,
    message,
    listedAt,
    obstacle,
    importable: accounts.flatMap(({ account, reading }) =>
      isImportable(reading)
        ? [
            {
              ...accountAnswer(account),
              /** Null: every library of the server. */
              libraries: account.hasAllLibraries
                ? null
                : account.libraryIds.flatMap((libraryId) => titles.get(`${id}/${libraryId}`) ?? []),
              /** Who had it before, so that nobody is imported again without a word; null: nobody. */
              former: reading === 'former' ? account.member : null,
            },
          ]
        : [],
    ),
    leftAlone: accounts.flatMap(({ account, reading }) =>
      isLeftAlone(reading) ? [{ ...accountAnswer(account), why: reading, member: account.member }] : [],
    ),
  };
}

function isLeftAlone(reading: AccountReading): reading is LeftAlone {
  return !isImportable(reading);
}

function accountAnswer({ externalId, username }: ReadAccount['account']) {
  return { externalId, username };
}
