import type { Insertable, Kysely } from 'kysely';
import { newId } from '../../db/new-id.ts';
import { ensureCatalogue } from '../../db/queries/seed-catalogue.ts';
import type { DB } from '../../db/schema.ts';
import type { RunningApi } from './api.ts';

export interface Catalogue {
  readonly serverId: string;
  readonly monthly: string;
  readonly yearly: string;
}

/** The plans of a new site and one server that has what they need, with so many seats. */
export async function aCatalogue(db: Kysely<DB>, seats: number | null): Promise<Catalogue> {
  await ensureCatalogue(db, new Date());
  const serverId = await anOpenServer(db, { name: 'Projector', max_users: seats });
  const plans = await db.selectFrom('plans').select(['id', 'name']).execute();
  const planId = (name: string) => plans.find((plan) => plan.name === name)?.id ?? '';
  return { serverId, monthly: planId('Monthly'), yearly: planId('Yearly') };
}

/** A server that takes new members and has what the standard plans need. Answers the id. */
export async function anOpenServer(
  db: Kysely<DB>,
  values: Partial<Insertable<DB['servers']>> & { readonly name: string },
): Promise<string> {
  const now = new Date();
  const serverId = newId();
  await db
    .insertInto('servers')
    .values({
      id: serverId,
      platform: 'jellyfin',
      machine_id: serverId,
      version: '10.11.0',
      base_url: 'http://media.example',
      enabled: true,
      allow_new_subscriptions: true,
      state_since: now,
      last_synced_at: now,
      created_at: now,
      ...values,
    })
    .execute();
  await shareEverything(db, serverId);
  return serverId;
}

/** A place where servers can stand. Answers the id. */
export async function aLocation(
  db: Kysely<DB>,
  values: Partial<Insertable<DB['locations']>> & { readonly name: string },
): Promise<string> {
  const id = newId();
  await db
    .insertInto('locations')
    .values({ id, created_at: new Date(), ...values })
    .execute();
  return id;
}

async function shareEverything(db: Kysely<DB>, serverId: string): Promise<void> {
  const libraryId = newId();
  const now = new Date();
  await db
    .insertInto('libraries')
    .values({
      id: libraryId,
      server_id: serverId,
      external_id: 'films',
      title: 'Films',
      type: 'movies',
      last_seen_at: now,
      gone_at: null,
      created_at: now,
    })
    .execute();
  const group = await db
    .selectFrom('library_groups')
    .select('id')
    .where('kind', '=', 'standard')
    .executeTakeFirstOrThrow();
  await db.insertInto('libraries_in_groups').values({ library_id: libraryId, group_id: group.id }).execute();
}

/** Everything that stands between a visitor and a purchase is in place. */
export async function openForBusiness(api: RunningApi, seats: number | null): Promise<Catalogue> {
  await api.save('site', { name: 'Lantern', uri: 'https://watch.example.org', timeZone: 'Europe/Berlin' });
  await api.save('mail', { enabled: true, host: 'mail.example', fromAddress: 'site@example.org' });
  await api.save('stripe', { enabled: true, secretKey: 'sk_test_1', webhookSecret: WEBHOOK_SECRET });
  await api.save('subscriptions', { enabled: true });
  return await aCatalogue(api.db, seats);
}

export const WEBHOOK_SECRET = 'whsec_test';
