import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { type LinkRefusal, whyNotLinked } from '../../domain/linked/link-rules.ts';
import { type LinkedBuyer, UNLINKED } from '../../domain/linked/offer.ts';
import { sections } from '../../domain/settings/index.ts';
import type { DB } from '../schema.ts';
import { entitling } from './entitling.ts';
import { poke } from './outbox.ts';
import { recordEvent } from './timeline.ts';

/** Whether links mean anything on this site; while they are switched off they are kept and do nothing. */
export async function areLinksOn(db: Kysely<DB>): Promise<boolean> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('key', '=', 'features')
    .executeTakeFirst();
  return sections.features.schema.parse(row?.value ?? {}).linkedMembers;
}

/** For how many others the plan of a member's latest payment pays, as the plan is now. */
function planSubsOf(member: string) {
  return sql<number>`coalesce((select pl.max_sub_accounts from payments p join plans pl on pl.id = p.plan_id
    where p.member_id = ${sql.ref(member)} and p.status in ${entitling} order by p.to_at desc limit 1), 0)`;
}

function subsOf(member: string) {
  return sql<number>`(select count(*)::int from member_links own where own.master_id = ${sql.ref(member)})`;
}

/** What decides which linked plans somebody may buy, and whether they may buy at all. */
export async function linkedBuyer(db: Kysely<DB>, memberId: string | null): Promise<LinkedBuyer> {
  if (memberId === null || !(await areLinksOn(db))) return UNLINKED;
  const row = await db
    .selectFrom('members')
    .select([
      planSubsOf('members.id').as('planSubs'),
      subsOf('members.id').as('subs'),
      sql<boolean>`exists (select from member_links l where l.sub_id = members.id)`.as('isSub'),
    ])
    .where('id', '=', memberId)
    .executeTakeFirst();
  return row ?? UNLINKED;
}

/** Of the member `m`: whether one of these masters gives them what they get themselves. */
export async function isGivenByOneOf(
  db: Kysely<DB>,
  memberIds: readonly string[],
): Promise<RawBuilder<boolean>> {
  if (!(await areLinksOn(db))) return sql<boolean>`false`;
  return sql<boolean>`exists (select from member_links l join members payer on payer.id = l.master_id
    where l.sub_id = m.id and l.master_id = any(${[...memberIds]}::uuid[]) and not payer.is_permanent
    and payer.closed is null and ${planSubsOf('payer.id')} > 0)`;
}

export interface LinkedNames {
  /** Who pays for this member; null: nobody. */
  readonly master: { readonly id: string; readonly name: string } | null;
  /** Whom this member pays for, in the order of linking. */
  readonly subs: readonly { readonly id: string; readonly name: string }[];
}

/** Nobody, while links are switched off. */
export async function linksOf(db: Kysely<DB>, memberId: string): Promise<LinkedNames> {
  if (!(await areLinksOn(db))) return { master: null, subs: [] };
  const rows = await db
    .selectFrom('member_links as l')
    .innerJoin('members as m', (join) =>
      join.on(sql<boolean>`m.id = case when l.sub_id = ${memberId} then l.master_id else l.sub_id end`),
    )
    .select(['m.id', 'm.display_name as name', 'l.sub_id'])
    .where((eb) => eb.or([eb('l.sub_id', '=', memberId), eb('l.master_id', '=', memberId)]))
    .orderBy('l.created_at')
    .orderBy('l.sub_id')
    .execute();
  const master = rows.find((row) => row.sub_id === memberId);
  return {
    master: master === undefined ? null : { id: master.id, name: master.name },
    subs: rows.filter((row) => row.sub_id !== memberId).map(({ id, name }) => ({ id, name })),
  };
}

export interface LinkToAdd {
  readonly masterId: string;
  readonly subId: string;
  readonly by: string;
  readonly now: Date;
}

export type AddedLink = { readonly kind: 'added' } | { readonly kind: 'refused'; readonly why: LinkRefusal };

/**
 * From the master's next payment on it gives the sub time as well; what both have now stays as it is. The
 * members are open ones that exist.
 */
export async function addLink(trx: Transaction<DB>, link: LinkToAdd): Promise<AddedLink> {
  const { masterId, subId, by, now } = link;
  const [master, sub] = await lockedPair(trx, masterId, subId);
  const why = whyNotLinked({ master, sub, allowed: master.planSubs });
  if (why !== null) return { kind: 'refused', why };
  await trx
    .insertInto('member_links')
    .values({ sub_id: subId, master_id: masterId, created_at: now, created_by: by })
    .execute();
  await tellLink(trx, link, ['linkedAsMaster', 'linkedAsSub']);
  return { kind: 'added' };
}

/** What was given stays; who is nobody's sub any more is reminded again and may pay. */
export async function removeLink(
  trx: Transaction<DB>,
  { subId, ...change }: Omit<LinkToAdd, 'masterId'>,
): Promise<{ readonly masterId: string } | null> {
  const gone = await trx
    .deleteFrom('member_links')
    .where('sub_id', '=', subId)
    .returning('master_id')
    .executeTakeFirst();
  if (gone === undefined) return null;
  const link = { ...change, subId, masterId: gone.master_id };
  await tellLink(trx, link, ['unlinkedAsMaster', 'unlinkedAsSub']);
  return { masterId: gone.master_id };
}

/** Whoever leaves pays for nobody any more, and nobody pays for them. */
export async function endLinksOf(
  trx: Transaction<DB>,
  { memberId, by, now }: { readonly memberId: string; readonly by: string; readonly now: Date },
): Promise<void> {
  const links = await trx
    .selectFrom('member_links')
    .select('sub_id')
    .where((eb) => eb.or([eb('sub_id', '=', memberId), eb('master_id', '=', memberId)]))
    .execute();
  for (const link of links) await removeLink(trx, { subId: link.sub_id, by, now });
}

type LinkEvent = (typeof LINK_EVENTS)[number];

const LINK_EVENTS = ['linkedAsMaster', 'linkedAsSub', 'unlinkedAsMaster', 'unlinkedAsSub'] as const;

/** Takes a member's name out of the timelines of those they were linked with. */
export async function forgetLinks(trx: Transaction<DB>, memberId: string): Promise<void> {
  const others = trx
    .selectFrom('member_events')
    .select(sql<string>`about_id::uuid`.as('id'))
    .where('member_id', '=', memberId)
    .where('kind', 'in', LINK_EVENTS);
  await trx
    .updateTable('member_events')
    .set({ data: sql`data - 'member'` })
    .where('member_id', 'in', others)
    .where('about_id', '=', memberId)
    .where('kind', 'in', LINK_EVENTS)
    .execute();
}

/** Locked in one order, so that no two links come about at once that exclude each other. */
async function lockedPair(trx: Transaction<DB>, masterId: string, subId: string) {
  await trx
    .selectFrom('members')
    .select('id')
    .where('id', 'in', [masterId, subId])
    .orderBy('id')
    .forUpdate()
    .execute();
  const rows = await trx
    .selectFrom('members')
    .leftJoin('member_links as l', 'l.sub_id', 'members.id')
    .select([
      'members.id',
      'l.master_id as masterId',
      planSubsOf('members.id').as('planSubs'),
      subsOf('members.id').as('subs'),
    ])
    .where('members.id', 'in', [masterId, subId])
    .execute();
  const of = (id: string) => {
    const row = rows.find((one) => one.id === id);
    if (row === undefined) throw new Error('there is no such member');
    return row;
  };
  return [of(masterId), of(subId)] as const;
}

async function tellLink(
  trx: Transaction<DB>,
  { masterId, subId, by, now }: LinkToAdd,
  [masterKind, subKind]: readonly [LinkEvent, LinkEvent],
): Promise<void> {
  const names = await trx
    .selectFrom('members')
    .select(['id', 'display_name'])
    .where('id', 'in', [masterId, subId])
    .execute();
  const nameOf = (id: string) => names.find((member) => member.id === id)?.display_name ?? '';
  const about = [
    { memberId: masterId, kind: masterKind, other: subId },
    { memberId: subId, kind: subKind, other: masterId },
  ];
  for (const { memberId, kind, other } of about) {
    await recordEvent(trx, {
      memberId,
      at: now,
      kind,
      actor: 'admin',
      actorLoginId: by,
      aboutId: other,
      data: { member: nameOf(other) },
      dedupKey: `${kind}/${other}/${now.getTime()}`,
    });
  }
  await poke(trx, { workflow: 'subscription', key: subId, reason: 'link changed' });
}

export interface LinkRow {
  readonly masterId: string;
  readonly masterName: string;
  readonly masterUntil: Date | null;
  readonly subId: string;
  readonly subName: string;
  readonly subUntil: Date | null;
  /** The plan of the master's latest payment, and for how many others it pays. */
  readonly plan: string | null;
  readonly planSubs: number;
  readonly subs: number;
  readonly since: Date;
}

/** Every link, those of one master together. */
export async function listLinks(db: Kysely<DB>): Promise<LinkRow[]> {
  return await db
    .selectFrom('member_links as l')
    .innerJoin('members as master', 'master.id', 'l.master_id')
    .innerJoin('members as sub', 'sub.id', 'l.sub_id')
    .select([
      'l.master_id as masterId',
      'master.display_name as masterName',
      'l.sub_id as subId',
      'sub.display_name as subName',
      'l.created_at as since',
      endOf('l.master_id').as('masterUntil'),
      endOf('l.sub_id').as('subUntil'),
      planSubsOf('l.master_id').as('planSubs'),
      subsOf('l.master_id').as('subs'),
    ])
    .select(
      sql<string | null>`(select p.plan_snapshot ->> 'name' from payments p where p.member_id = l.master_id
        and p.status in ${entitling} order by p.to_at desc limit 1)`.as('plan'),
    )
    .orderBy(sql`lower(master.display_name)`)
    .orderBy('l.master_id')
    .orderBy('l.created_at')
    .orderBy('l.sub_id')
    .execute();
}

/** Where the latest payment ends; what is gained by waiting is not in it. */
function endOf(member: string) {
  return sql<Date | null>`(select max(p.to_at) from payments p where p.member_id = ${sql.ref(member)}
    and p.status in ${entitling})`;
}
