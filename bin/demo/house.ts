import type { Insertable, Kysely } from 'kysely';
import { newId } from '../../db/new-id.ts';
import { saveLocation } from '../../db/queries/locations.ts';
import { recordLibraries } from '../../db/queries/record-libraries.ts';
import { serverKeyName, writeSecret } from '../../db/queries/secrets.ts';
import { ensureCatalogue } from '../../db/queries/seed-catalogue.ts';
import { saveSection } from '../../db/queries/settings.ts';
import type { DB } from '../../db/schema.ts';
import type { Seal } from '../../db/seal.ts';
import type { PlanTable } from '../../db/tables/plans.ts';
import { mediaServers } from '../../gateways/media/index.ts';

/** Where the simulators of the outside world answer. */
export interface Outside {
  readonly stripe: {
    readonly publishableKey: string;
    readonly secretKey: string;
    readonly webhookSecret: string;
  };
  readonly discord: {
    readonly botToken: string;
    readonly guildId: string;
    /** Somebody on the Discord server; answers their number. */
    addUser(username: string): string;
  };
  readonly smtp: { readonly host: string; readonly port: number };
  readonly jellyfins: readonly { readonly url: string; readonly apiKey: string }[];
}

export interface DemoServer {
  readonly id: string;
  readonly baseUrl: string;
  readonly apiKey: string;
}

export interface House {
  readonly servers: readonly DemoServer[];
  readonly plans: Readonly<Record<'Monthly' | 'Yearly' | 'Audio', string>>;
}

interface HouseOptions {
  readonly db: Kysely<DB>;
  readonly seal: Seal;
  readonly outside: Outside;
  readonly siteUri: string;
  readonly now: Date;
}

/** Settings, servers, groups and plans of the demo site. */
export async function openHouse(options: HouseOptions): Promise<House> {
  await ensureCatalogue(options.db, options.now);
  const groups = await options.db.selectFrom('library_groups').select(['id', 'name', 'kind']).execute();
  const standard = groups.find((group) => group.kind === 'standard')?.id ?? '';
  const premium = groups.find((group) => group.kind === 'custom')?.id ?? '';
  await saveSettings(options);
  const servers: DemoServer[] = [];
  for (const [index, jellyfin] of options.outside.jellyfins.entries()) {
    const locationId = await addLocation(options, index);
    servers.push(await addServer(options, { ...jellyfin, locationId }, { standard, premium }));
  }
  await addDiscount(options);
  return { servers, plans: await addPlans(options, premium) };
}

const PLACES = [
  { name: 'Frankfurt', countryCode: 'DE' },
  { name: 'Montreal', countryCode: 'CA' },
] as const;

/** Each server stands somewhere else, so that the checkout asks where to be; null: no place is left to name. */
async function addLocation({ db, now }: HouseOptions, index: number): Promise<string | null> {
  const place = PLACES[index];
  if (place === undefined) return null;
  const location = { ...place, displayOrder: index, isActive: true, now };
  const saved = await db.transaction().execute((trx) => saveLocation(trx, null, location));
  return saved.kind === 'saved' ? saved.locationId : null;
}

/** Something to type at the checkout. */
async function addDiscount({ db, now }: HouseOptions): Promise<void> {
  await db
    .insertInto('discount_codes')
    .values({ id: newId(), code: 'FRIENDS', percent: 25, created_at: now, updated_at: now })
    .execute();
}

async function saveSettings({ db, seal, outside, siteUri, now }: HouseOptions): Promise<void> {
  const values = {
    site: {
      name: 'Foyer',
      uri: siteUri,
      timeZone: 'Europe/Berlin',
      adminEmail: 'admin@demo.example',
      homeText: WELCOME,
    },
    mail: {
      enabled: true,
      host: outside.smtp.host,
      port: outside.smtp.port,
      security: 'none',
      fromAddress: 'foyer@demo.example',
    },
    stripe: { enabled: true, ...outside.stripe },
    subscriptions: {
      enabled: true,
      expiryMode: 'restrict_then_remove',
      expiryGroups: [],
      deleteAfterDays: 7,
    },
    media: { templateUser: 'template' },
  } as const;
  await db.transaction().execute(async (trx) => {
    for (const [key, value] of Object.entries(values)) {
      const saved = await saveSection(trx, seal, {
        key: key as keyof typeof values,
        value: { ...value },
        at: now,
        by: null,
      });
      if (!saved.ok)
        throw new Error(`the demo's ${key} settings are refused: ${JSON.stringify(saved.fields)}`);
    }
  });
}

const WELCOME =
  'Films and series for our circle, on every screen. The costs are shared; choose a plan and you are in within a minute.';

async function addServer(
  { db, seal, now }: HouseOptions,
  jellyfin: { url: string; apiKey: string; locationId: string | null },
  groups: { standard: string; premium: string },
): Promise<DemoServer> {
  const gateway = mediaServers.jellyfin(
    { baseUrl: jellyfin.url, apiKey: jellyfin.apiKey },
    { fetch, now: Date.now },
  );
  const identity = await gateway.identify();
  const listing = await gateway.listLibraries();
  const id = newId();
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('servers')
      .values({
        id,
        platform: 'jellyfin',
        name: identity.name,
        machine_id: identity.externalId,
        version: identity.version,
        base_url: jellyfin.url,
        enabled: true,
        allow_new_subscriptions: true,
        max_users: 60,
        location_id: jellyfin.locationId,
        state_since: now,
        created_at: now,
      })
      .execute();
    await writeSecret(trx, seal, { name: serverKeyName(id), text: jellyfin.apiKey, at: now });
    await recordLibraries(trx, { serverId: id, listing, now });
    await fileLibraries(trx, id, groups);
  });
  return { id, baseUrl: jellyfin.url, apiKey: jellyfin.apiKey };
}

async function fileLibraries(
  db: Kysely<DB>,
  serverId: string,
  groups: { standard: string; premium: string },
): Promise<void> {
  const libraries = await db
    .selectFrom('libraries')
    .select(['id', 'title'])
    .where('server_id', '=', serverId)
    .execute();
  for (const { id, title } of libraries) {
    await db.deleteFrom('libraries_in_groups').where('library_id', '=', id).execute();
    await db
      .insertInto('libraries_in_groups')
      .values({ library_id: id, group_id: /4K/i.test(title) ? groups.premium : groups.standard })
      .execute();
  }
}

async function addPlans({ db, now }: HouseOptions, premium: string): Promise<House['plans']> {
  await describe(db, 'Monthly', {
    description: 'Month by month, no strings.',
    features: ['Every library but 4K', 'Stop whenever you like'],
  });
  await describe(db, 'Yearly', {
    description: 'Paid once, quiet for a year.',
    features: ['Every library but 4K', 'Two months for free'],
  });
  const standard = await db
    .selectFrom('library_groups')
    .select('id')
    .where('kind', '=', 'standard')
    .executeTakeFirstOrThrow();
  const month = {
    duration_count: 1,
    duration_unit: 'month',
    max_subscribers: null,
    created_at: now,
    updated_at: now,
  } as const;
  await addPlan(db, [standard.id, premium], {
    ...month,
    name: 'Monthly 4K',
    cost: 1500n,
    max_streams: 4,
    allow_downloads: true,
    display_order: 3,
    description: 'For the big screen.',
    features: ['Every library, 4K too'],
  });
  const audioId = await addUnservedPlan(db, month);
  const seeded = await db.selectFrom('plans').select(['id', 'name']).execute();
  const idOf = (name: string) => seeded.find((plan) => plan.name === name)?.id ?? '';
  return { Monthly: idOf('Monthly'), Yearly: idOf('Yearly'), Audio: audioId };
}

/** No server has audiobooks: somebody has paid and cannot be let in, which is what the panel must show. */
async function addUnservedPlan(db: Kysely<DB>, month: PlanBasis): Promise<string> {
  const audiobooks = newId();
  await db
    .insertInto('library_groups')
    .values({ id: audiobooks, name: 'Audiobooks', kind: 'custom', created_at: month.created_at })
    .execute();
  const audio = {
    ...month,
    name: 'Audio',
    cost: 500n,
    max_streams: 1,
    visibility: 'hidden',
    display_order: 4,
  } as const;
  return await addPlan(db, [audiobooks], audio);
}

type PlanBasis = Pick<
  Insertable<PlanTable>,
  'duration_count' | 'duration_unit' | 'max_subscribers' | 'created_at' | 'updated_at'
>;

async function describe(
  db: Kysely<DB>,
  name: string,
  words: { description: string; features: string[] },
): Promise<void> {
  await db.updateTable('plans').set(words).where('name', '=', name).execute();
}

async function addPlan(
  db: Kysely<DB>,
  groupIds: readonly string[],
  plan: Omit<Insertable<PlanTable>, 'id'>,
): Promise<string> {
  const id = newId();
  await db
    .insertInto('plans')
    .values({ id, ...plan })
    .execute();
  await db
    .insertInto('plan_library_groups')
    .values(groupIds.map((groupId) => ({ plan_id: id, group_id: groupId })))
    .execute();
  return id;
}
