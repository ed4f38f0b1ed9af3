import { pokeMembers } from '../../db/queries/outbox.ts';
import { newId } from '../../db/new-id.ts';
import { shareableLibraries } from '../../db/queries/grants.ts';
import { snapshotOf } from '../../db/queries/record-payment.ts';
import { DISABLED } from '../../domain/access/access-key.ts';
import { type AccessOnServer, accessOf } from '../../domain/access/plan-libraries.ts';
import type { JellyfinSimulator } from '../simulators/jellyfin/index.ts';
import { eventually, type TestSite } from './site.ts';

export interface SettledWish {
  readonly endsAt: number;
  /** Which of the site's media servers; 0 where nothing is said. */
  readonly server?: number;
  /** As after an end in a mode that keeps the account for a while. */
  readonly isDisabled?: boolean;
}

/** A member who has had an account all along: nothing is due before the end of the paid time. */
export interface SettledMember {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly grantId: string;
  readonly endsAt: number;
  readonly jellyfin: JellyfinSimulator;
  /** The account's id on the media server. */
  readonly remoteId: string;
}

const MONTH_MS = 30 * 86_400_000;
let counted = 0;

/** Makes them on the servers and in the facts at once, starts their processes and waits until all of them sleep. */
export async function settledMembers(
  site: TestSite,
  wishes: readonly SettledWish[],
): Promise<SettledMember[]> {
  const snapshot = await snapshotOf(site.db, site.house.plans.Monthly, 'USD');
  if (snapshot === null) throw new Error('no such plan');
  const offers = await Promise.all(
    site.house.servers.map(async ({ id }) => accessOf(snapshot, await shareableLibraries(site.db, id))),
  );
  const people = wishes.map((wish) => {
    const server = wish.server ?? 0;
    const access = offers[server];
    const jellyfin = site.jellyfins[server];
    const serverId = site.house.servers[server]?.id;
    if (access === undefined || jellyfin === undefined || serverId === undefined)
      throw new Error('no such server');
    counted += 1;
    const username = `settled-${counted}`;
    const password = newId();
    const remoteId = jellyfin.addUser({
      name: username,
      password,
      policy: policyOf(access, wish.isDisabled),
    });
    const member: SettledMember = {
      id: newId(),
      username,
      email: `${username}@members.example`,
      password,
      grantId: newId(),
      endsAt: wish.endsAt,
      jellyfin,
      remoteId,
    };
    return { member, access, serverId, isDisabled: wish.isDisabled ?? false };
  });
  await insertAll(site, people, snapshot);
  const members = people.map(({ member }) => member);
  await pokeMembers(
    site.db,
    'settled',
    members.map(({ id }) => id),
  );
  await untilAsleep(site, members);
  return members;
}

interface Person {
  readonly member: SettledMember;
  readonly access: AccessOnServer;
  readonly serverId: string;
  readonly isDisabled: boolean;
}

function policyOf(access: AccessOnServer, isDisabled = false) {
  return {
    IsDisabled: isDisabled,
    EnableAllFolders: false,
    EnabledFolders: [...access.libraryIds],
    EnableContentDownloading: access.downloads,
    EnableVideoPlaybackTranscoding: access.transcoding,
  };
}

async function insertAll(
  { db, house }: TestSite,
  people: readonly Person[],
  snapshot: object,
): Promise<void> {
  const since = new Date(Date.now() - 2 * MONTH_MS);
  await db
    .insertInto('members')
    .values(
      people.map(({ member }) => ({
        id: member.id,
        display_name: `Viewer ${member.username}`,
        email: member.email,
        wanted_username: member.username,
        closed: null,
        created_at: since,
        standing_reasons: '[]',
      })),
    )
    .execute();
  await db
    .insertInto('payments')
    .values(
      people.map(({ member: { id, endsAt } }) => ({
        id: newId(),
        member_id: id,
        plan_id: house.plans.Monthly,
        from_at: new Date(endsAt - MONTH_MS),
        to_at: new Date(endsAt),
        anchor_at: new Date(endsAt - MONTH_MS),
        anchor_count: 0,
        amount: 1000n,
        currency: 'USD',
        source: 'manual' as const,
        transaction_id: id,
        status: 'completed' as const,
        plan_snapshot: JSON.stringify(snapshot),
        is_announced: false,
        created_at: since,
      })),
    )
    .execute();
  await db
    .insertInto('access_grants')
    .values(people.map((person) => grantOf(person, since)))
    .execute();
  await db
    .insertInto('media_identities')
    .values(
      people.map(({ member, serverId }) => ({
        id: newId(),
        member_id: member.id,
        platform: 'jellyfin' as const,
        server_id: serverId,
        external_id: member.remoteId,
        username: member.username,
        valid_from: since,
        valid_to: null,
      })),
    )
    .execute();
}

function grantOf({ member, access, serverId, isDisabled }: Person, since: Date) {
  const key = isDisabled ? DISABLED : access.key;
  return {
    id: member.grantId,
    member_id: member.id,
    server_id: serverId,
    external_id: member.remoteId,
    username: member.username,
    desired_key: key,
    desired_library_ids: isDisabled ? [] : [...access.libraryIds],
    desired_downloads: access.downloads && !isDisabled,
    desired_transcoding: access.transcoding && !isDisabled,
    desired_at: since,
    observed_key: key,
    observed_at: since,
    first_active_at: since,
    created_at: since,
  };
}

/** Moves the end of their paid time, as an admin's correction would; answers them with it. */
export async function endTogether(
  site: TestSite,
  members: readonly SettledMember[],
  endsAt: number,
): Promise<SettledMember[]> {
  const ids = members.map(({ id }) => id);
  await site.db
    .updateTable('payments')
    .set({ to_at: new Date(endsAt) })
    .where('member_id', 'in', ids)
    .execute();
  await pokeMembers(site.db, 'end moved', ids);
  return members.map((member) => ({ ...member, endsAt }));
}

/** One whose end is far. */
export async function settledMember(site: TestSite, wish: Partial<SettledWish> = {}): Promise<SettledMember> {
  const [member] = await settledMembers(site, [{ endsAt: Date.now() + 20 * 86_400_000, ...wish }]);
  if (member === undefined) throw new Error('nobody was made');
  return member;
}

/** Lets the paid time of one end soon. */
export async function endIn(site: TestSite, member: SettledMember, ms: number): Promise<SettledMember> {
  const [ending] = await endTogether(site, [member], Date.now() + ms);
  return ending ?? member;
}

/** Until each process has looked at the facts and sleeps towards what comes next. */
async function untilAsleep({ db }: TestSite, members: readonly SettledMember[]): Promise<void> {
  await eventually(async () => {
    const { asleep } = await db
      .selectFrom('members')
      .select((eb) => eb.fn.countAll<bigint>().as('asleep'))
      .where(
        'id',
        'in',
        members.map(({ id }) => id),
      )
      .where('next_action_at', 'is not', null)
      .executeTakeFirstOrThrow();
    return Number(asleep) === members.length;
  }, 60_000);
}
