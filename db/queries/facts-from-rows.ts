import { accessOf, accommodates, type ServerLibrary } from '../../domain/access/plan-libraries.ts';
import { accessLevel, restrictedAccess } from '../../domain/access/access-key.ts';
import { isLaterDeletion } from '../../domain/subscription/expiry.ts';
import { isOfServer } from '../../domain/subscription/retry.ts';
import { lifecycleSettings } from '../../domain/settings/lifecycle.ts';
import { sections } from '../../domain/settings/index.ts';
import type { GrantFact, MemberFacts, PaymentFact, Trouble } from '../../domain/subscription/facts.ts';
import type { LifecycleSettings } from '../../domain/subscription/lifecycle-settings.ts';
import type { Silence } from './site-life.ts';
import type { PlanSnapshot } from '../tables/payments.ts';

type RawTerms = Pick<PlanSnapshot, 'allowDownloads' | 'allowTranscoding' | 'groupIds'>;

export interface RawMember {
  readonly is_permanent: boolean;
  readonly has_no_address: boolean;
  readonly is_sub: boolean;
  readonly closed: MemberFacts['closed'];
  readonly is_leaving: boolean;
  readonly suspension: MemberFacts['suspension'] | null;
  readonly recurring: MemberFacts['recurring'] | null;
  readonly reading: MemberFacts['reading'] | null;
  readonly account_change_ms: number | null;
  readonly account_changed_ms: number | null;
  readonly discord: MemberFacts['discord'] | null;
  readonly plan: RawTerms | null;
  readonly payments: readonly {
    id: string;
    plan_id: string;
    from_ms: number;
    to_ms: number;
    plan: RawTerms;
    is_first: boolean;
    is_announced: boolean;
    is_trial: boolean;
    is_for_admins: boolean;
    clock: PaymentFact['clock'] | null;
    counts_from_ms: number | null;
  }[];
  readonly grants: readonly RawGrant[];
  readonly bonuses: readonly { id: string }[] | null;
  readonly notices: readonly string[];
  readonly troubles: Readonly<Record<string, Trouble>>;
}

interface RawGrant {
  readonly id: string;
  readonly server_id: string;
  readonly desired_key: string;
  readonly observed_key: string;
  readonly has_credentials: boolean;
  readonly is_handed_over: boolean;
  readonly is_replaced: boolean;
  readonly move_to_id: string | null;
  readonly is_move: boolean;
  readonly ended_ms: number | null;
  readonly lost_ms: number | null;
  readonly enabled: boolean;
  readonly trials_only: boolean;
  readonly hold: { state: string; since: number; time_ended: number | null } | null;
}

export interface SharedFacts {
  readonly libraries: Readonly<
    Record<string, readonly { external_id: string; group_ids: readonly string[] }[]>
  >;
  readonly settings: {
    readonly reminders?: unknown;
    readonly subscriptions?: unknown;
    readonly features?: unknown;
    readonly media?: unknown;
    readonly discordSync?: unknown;
    readonly holds?: unknown;
  };
  /** The last time that the site was off for too long; null, or absent: never. */
  readonly silence?: Silence | null;
}

/** What the facts of all members have in common, read once. */
export interface Surroundings {
  readonly settings: LifecycleSettings;
  readonly expiryGroups: readonly string[];
  /** While they are switched off, nobody is anybody's sub. */
  readonly areLinksOn: boolean;
  readonly libraries: ReadonlyMap<string, readonly ServerLibrary[]>;
}

export function surroundingsFrom(shared: SharedFacts): Surroundings {
  const reminders = sections.reminders.schema.parse(shared.settings.reminders ?? {});
  const subscriptions = sections.subscriptions.schema.parse(shared.settings.subscriptions ?? {});
  const features = sections.features.schema.parse(shared.settings.features ?? {});
  const media = sections.media.schema.parse(shared.settings.media ?? {});
  const discordSync = sections.discordSync.schema.parse(shared.settings.discordSync ?? {});
  const holds = sections.holds.schema.parse(shared.settings.holds ?? {});
  const libraries = Object.entries(shared.libraries).map(
    ([serverId, rows]): [string, readonly ServerLibrary[]] => [
      serverId,
      rows.map((row) => ({ externalId: row.external_id, groupIds: row.group_ids })),
    ],
  );
  return {
    settings: lifecycleSettings(
      { reminders, subscriptions, media, discordSync, holds },
      shared.silence?.until ?? null,
    ),
    expiryGroups: subscriptions.expiryGroups,
    areLinksOn: features.linkedMembers,
    libraries: new Map(libraries),
  };
}

export function factsFrom(memberId: string, raw: RawMember, around: Surroundings): MemberFacts {
  return {
    version: 1,
    memberId,
    isPermanent: raw.is_permanent,
    ...(raw.has_no_address ? { hasNoAddress: true } : {}),
    ...(raw.is_sub && around.areLinksOn ? { isSub: true } : {}),
    closed: raw.closed,
    ...(raw.is_leaving ? { isLeaving: true } : {}),
    payments: raw.payments.map(
      (payment): PaymentFact => ({
        id: payment.id,
        planId: payment.plan_id,
        from: payment.from_ms,
        to: payment.to_ms,
        isFirst: payment.is_first,
        isAnnounced: payment.is_announced,
        ...(payment.is_trial ? { isTrial: true } : {}),
        ...(payment.is_for_admins ? { isForAdmins: true } : {}),
        ...(payment.clock == null ? {} : { clock: payment.clock }),
        ...(payment.counts_from_ms == null ? {} : { countsFrom: payment.counts_from_ms }),
      }),
    ),
    grants: raw.grants
      .filter((grant) => grant.ended_ms === null || isNews(grant.ended_ms, raw.payments, around.settings))
      .map((grant) => grantFrom(grant, raw, around)),
    ...(raw.bonuses === null ? {} : { bonuses: raw.bonuses }),
    notices: raw.notices,
    troubles: Object.fromEntries(Object.entries(raw.troubles).map(troubleFrom)),
    ...(raw.suspension == null ? {} : { suspension: raw.suspension }),
    ...(raw.recurring == null ? {} : { recurring: raw.recurring }),
    ...(raw.reading == null ? {} : { reading: raw.reading }),
    ...(raw.account_change_ms === null ? {} : { accountChangeRequiredAt: raw.account_change_ms }),
    ...(raw.account_changed_ms === null ? {} : { accountChangedAt: raw.account_changed_ms }),
    ...(raw.discord == null ? {} : { discord: raw.discord }),
    settings: around.settings,
  };
}

/** A removal at the end of the paid time is what the notice of the end says already; a later one is news. */
function isNews(endedAt: number, payments: RawMember['payments'], settings: LifecycleSettings): boolean {
  const end = Math.max(...payments.map((payment) => payment.to_ms));
  return isLaterDeletion(end, settings, endedAt);
}

function grantFrom(grant: RawGrant, raw: RawMember, around: Surroundings): GrantFact {
  const libraries = around.libraries.get(grant.server_id) ?? [];
  const fits = (plan: RawTerms, isTrial: boolean) =>
    grant.enabled && !isLeft(grant) && (isTrial || !grant.trials_only) && accommodates(plan, libraries);
  const wants = raw.payments
    .filter((payment) => fits(payment.plan, payment.is_trial))
    .map((payment) => [payment.id, accessOf(payment.plan, libraries).key]);
  const staying = libraries.filter((library) =>
    library.groupIds.some((id) => around.expiryGroups.includes(id)),
  );
  return {
    id: grant.id,
    serverId: grant.server_id,
    desired: grant.desired_key,
    observed: grant.observed_key,
    wants: Object.fromEntries(wants),
    wantsPermanent: permanentKey(grant, raw, (plan) =>
      fits(plan, false) ? accessOf(plan, libraries).key : null,
    ),
    wantsRestricted:
      staying.length === 0 ? null : restrictedAccess(staying.map((library) => library.externalId)),
    hasCredentials: grant.has_credentials,
    isHandedOver: grant.is_handed_over,
    ...(grant.is_replaced ? { isReplaced: true } : {}),
    ...(grant.move_to_id === null ? {} : { moveTo: grant.move_to_id }),
    ...(grant.is_move ? { isMove: true } : {}),
    ...(grant.lost_ms === null ? {} : { lostSince: grant.lost_ms }),
    ...holdFrom(grant.hold),
  };
}

/** Whose libraries nobody chose, as after an import from the server, keeps what is in use, wherever it is. */
function permanentKey(
  grant: RawGrant,
  raw: RawMember,
  keyOf: (plan: RawTerms) => string | null,
): string | null {
  const plan = raw.plan ?? raw.payments.at(-1)?.plan;
  if (plan !== undefined) return keyOf(plan);
  return accessLevel(grant.desired_key) === 'full' && !isLeft(grant) ? grant.desired_key : null;
}

/** For another account, or for another server. */
function isLeft(grant: RawGrant): boolean {
  return grant.is_replaced || grant.move_to_id !== null;
}

function troubleFrom([key, trouble]: [string, Trouble]): [string, Trouble] {
  return [key, isOfServer(key, trouble) ? { ...trouble, isOfServer: true } : trouble];
}

/** What was released or dropped holds nothing back. */
function holdFrom(hold: RawGrant['hold']): Pick<GrantFact, 'hold'> {
  if (hold === null || (hold.state !== 'waiting' && hold.state !== 'kept')) return {};
  return { hold: { state: hold.state, since: hold.since, timeEnded: hold.time_ended } };
}
