import { z } from 'zod';
import { importAccounts } from '../../../db/queries/import-accounts.ts';
import { lockImports } from '../../../db/queries/import-members.ts';
import type { AccountOnServer } from '../../../db/queries/server-accounts.ts';
import { isImportable } from '../../../domain/access/account-import.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { id } from '../input.ts';
import { accountName } from './input.ts';
import { type ImportOffer, importOffer } from './offer.ts';

const MOST_ACCOUNTS = 10_000;

const input = z.object({
  /** What the page said they would get, null for permanent: an import does not do something else. */
  planId: id.nullable(),
  accounts: z
    .array(accountName)
    .min(1, 'Choose somebody')
    .max(MOST_ACCOUNTS, `At most ${MOST_ACCOUNTS} at once`),
});

type Asked = z.output<typeof input>;

/** Members of the accounts that are named, all of them or none; nothing changes on any server by it. */
export const importPeople = adminProcedure.input(input).mutation(async ({ ctx, input: asked }) => {
  const settings = await ctx.settings();
  return await change(ctx, async ({ trx, now, by, audit }) => {
    await lockImports(trx);
    const offer = await importOffer(trx, settings, now);
    const accounts = chosenAccounts(offer, asked);
    const { currency } = settings.payments;
    await importAccounts(trx, { accounts, time: offer.time, currency, by, now });
    const imported = accounts.length;
    await audit({
      action: 'accounts.import',
      subject: 'member',
      subjectId: null,
      after: { imported, permanent: offer.time === null ? imported : 0 },
    });
    return { imported };
  });
});

function chosenAccounts({ time, servers }: ImportOffer, asked: Asked): readonly AccountOnServer[] {
  if ((time?.planId ?? null) !== asked.planId) throw changedMeanwhile();
  const offered = new Map(
    servers
      .filter(({ obstacle }) => obstacle === null)
      .flatMap(({ accounts }) => accounts)
      .filter(({ reading }) => isImportable(reading))
      .map(({ account }) => [nameOf(account), account]),
  );
  const names = [...new Set(asked.accounts.map(nameOf))];
  const chosen = names.flatMap((name) => offered.get(name) ?? []);
  if (chosen.length < names.length) throw changedMeanwhile();
  return chosen;
}

function nameOf({ serverId, externalId }: Asked['accounts'][number]): string {
  return `${serverId}/${externalId}`;
}

function changedMeanwhile(): Refusal {
  return new Refusal('conflict', {
    userMessage: 'What would be imported changed just now. Nobody was imported; look at the list again.',
    reason: 'changedMeanwhile',
  });
}
