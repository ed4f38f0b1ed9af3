import type { Kysely } from 'kysely';
import { shareableLibraries } from '../../../db/queries/grants.ts';
import { defaultPlan } from '../../../db/queries/plans.ts';
import { snapshotOf } from '../../../db/queries/record-payment.ts';
import {
  type AccountOnServer,
  accountsOnServers,
  type ServerToImport,
  serversToImport,
} from '../../../db/queries/server-accounts.ts';
import type { DB } from '../../../db/schema.ts';
import type { PlanSnapshot } from '../../../db/tables/payments.ts';
import {
  type AccountReading,
  type ImportObstacle,
  importObstacle,
  readSeenAccount,
} from '../../../domain/access/account-import.ts';
import { accommodates } from '../../../domain/access/plan-libraries.ts';
import { type Window, windowFor } from '../../../domain/payment/window.ts';
import type { Settings } from '../../../domain/settings/index.ts';

export interface ReadAccount {
  readonly account: AccountOnServer;
  readonly reading: AccountReading;
}

export interface ServerOffer {
  readonly server: ServerToImport;
  /** Null: its accounts can be imported. */
  readonly obstacle: ImportObstacle | null;
  readonly accounts: readonly ReadAccount[];
}

/** The time that each who is imported gets. */
export interface OfferedTime {
  readonly planId: string;
  readonly snapshot: PlanSnapshot;
  readonly window: Window;
}

export interface ImportOffer {
  /** Null: they become permanent members. */
  readonly time: OfferedTime | null;
  readonly servers: readonly ServerOffer[];
}

/** Whom an import could make now, and whom not; the page and the import itself both begin here. */
export async function importOffer(db: Kysely<DB>, settings: Settings, now: Date): Promise<ImportOffer> {
  const { media, payments, site } = settings;
  const time = media.importAsPermanent
    ? null
    : await timeOfDefaultPlan(db, { currency: payments.currency, zone: site.timeZone, now });
  const [servers, accounts] = [await serversToImport(db), await accountsOnServers(db)];
  const offers: ServerOffer[] = [];
  for (const server of servers) {
    const fitsPlan = time === null ? null : await fits(db, server, time.snapshot);
    offers.push({
      server,
      obstacle: importObstacle({ ...server, fitsPlan }, now.getTime()),
      accounts: accounts
        .filter(({ serverId }) => serverId === server.id)
        .map((account) => ({ account, reading: readSeenAccount(account, media.templateUser) })),
    });
  }
  return { time, servers: offers };
}

async function fits(db: Kysely<DB>, server: ServerToImport, terms: PlanSnapshot): Promise<boolean> {
  return server.takesPaid && accommodates(terms, await shareableLibraries(db, server.id));
}

async function timeOfDefaultPlan(
  db: Kysely<DB>,
  { currency, zone, now }: { readonly currency: string; readonly zone: string; readonly now: Date },
): Promise<OfferedTime> {
  const plan = await defaultPlan(db);
  const snapshot = await snapshotOf(db, plan.id, currency);
  if (snapshot === null) throw new Error('the default plan went away');
  const duration = { count: plan.duration_count, unit: plan.duration_unit };
  const window = windowFor({ duration, zone, now: now.getTime(), last: null });
  return { planId: plan.id, snapshot, window };
}
