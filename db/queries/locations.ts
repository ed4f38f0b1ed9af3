import { type Kysely, type Transaction, sql } from 'kysely';
import { isViolationOf } from '../constraint.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';

/** A place as buyers see it. */
export interface PlaceOnOffer {
  readonly id: string;
  readonly name: string;
  readonly countryCode: string | null;
}

export interface LocationToSave {
  readonly name: string;
  readonly countryCode: string | null;
  readonly displayOrder: number;
  readonly isActive: boolean;
}

export interface Location extends LocationToSave {
  readonly id: string;
  /** The names of the servers that stand there. */
  readonly servers: readonly string[];
}

const columns = [
  'id',
  'name',
  'country_code as countryCode',
  'display_order as displayOrder',
  'is_active as isActive',
] as const;

/** In the order of the site. */
export async function listLocations(db: Kysely<DB>): Promise<Location[]> {
  return await db
    .selectFrom('locations')
    .select(columns)
    .select(
      sql<string[]>`array(select s.name from servers s where s.location_id = locations.id
        order by s.priority, s.name)`.as('servers'),
    )
    .orderBy('display_order')
    .orderBy(sql`lower(name)`)
    .execute();
}

/** Those that buyers may be asked about, in the order of the site. */
export async function activeLocations(db: Kysely<DB>): Promise<PlaceOnOffer[]> {
  return await db
    .selectFrom('locations')
    .select(['id', 'name', 'country_code as countryCode'])
    .where('is_active', '=', true)
    .orderBy('display_order')
    .orderBy(sql`lower(name)`)
    .execute();
}

/** Read to refer to it: it is not deleted before the transaction ends. */
export async function locationToUse(trx: Transaction<DB>, id: string): Promise<LocationToSave | undefined> {
  return await trx
    .selectFrom('locations')
    .select(columns)
    .where('id', '=', id)
    .forKeyShare()
    .executeTakeFirst();
}

export type LocationRefusal =
  /** The one that is wished for is none any more. */
  | 'locationGone'
  /** The plan wants a choice, and of these none is chosen. */
  | 'locationNeeded';

/** What is wrong with a wish, or with having none; null: nothing. That the location is full is no reason: it is a preference. */
export async function locationRefusal(
  trx: Transaction<DB>,
  { planId, locationId }: { readonly planId: string; readonly locationId: string | null },
  offered: readonly PlaceOnOffer[],
): Promise<LocationRefusal | null> {
  const wished = locationId === null ? null : await locationToUse(trx, locationId);
  if (wished === undefined || wished?.isActive === false) return 'locationGone';
  if (offered.length === 0 || offered.some(({ id }) => id === locationId)) return null;
  const plan = await trx
    .selectFrom('plans')
    .select('requires_location')
    .where('id', '=', planId)
    .executeTakeFirstOrThrow();
  return plan.requires_location ? 'locationNeeded' : null;
}

export type SavedLocation =
  | { readonly kind: 'saved'; readonly locationId: string }
  | { readonly kind: 'nameTaken' };

/** A new one where `id` is null. */
export async function saveLocation(
  trx: Transaction<DB>,
  id: string | null,
  location: LocationToSave & { readonly now: Date },
): Promise<SavedLocation> {
  const locationId = id ?? newId();
  const row = {
    name: location.name,
    country_code: location.countryCode,
    display_order: location.displayOrder,
    is_active: location.isActive,
  };
  try {
    await trx
      .insertInto('locations')
      .values({ id: locationId, created_at: location.now, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  } catch (error) {
    if (isViolationOf(error, 'locations_name')) return { kind: 'nameTaken' };
    throw error;
  }
  return { kind: 'saved', locationId };
}

/** Who wished for it is placed wherever there is room from now on. */
export async function deleteLocation(trx: Transaction<DB>, id: string): Promise<'deleted' | 'inUse'> {
  try {
    await trx.deleteFrom('locations').where('id', '=', id).execute();
    return 'deleted';
  } catch (error) {
    if (isViolationOf(error, 'servers_location')) return 'inUse';
    throw error;
  }
}

/** Where the member asked to be when they last paid and said so; null: they never did, or that location is gone. */
export async function wishedLocation(db: Kysely<DB>, memberId: string): Promise<string | null> {
  const row = await db
    .selectFrom('payments as p')
    .innerJoin('checkouts as c', 'c.id', 'p.checkout_id')
    .select('c.location_id')
    .where('p.member_id', '=', memberId)
    .where('c.location_id', 'is not', null)
    .orderBy('p.created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.location_id ?? null;
}
