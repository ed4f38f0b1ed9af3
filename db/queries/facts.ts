import { type Kysely, sql } from 'kysely';
import { accessOf, accommodates, type ServerLibrary } from '../../domain/access/plan-libraries.ts';
import { restrictedAccess } from '../../domain/access/access-key.ts';
import { deletionAt } from '../../domain/subscription/expiry.ts';
import { sections } from '../../domain/settings/index.ts';
import type {
  GrantFact,
  LifecycleSettings,
  MemberFacts,
  PaymentFact,
  Trouble,
} from '../../domain/subscription/facts.ts';
import type { DB } from '../schema.ts';
import type { PlanSnapshot } from '../tables/payments.ts';

/** Enough of the past for the last stretch, and every window still to come. */
const PAYMENTS = 20;
/** The newest keys are those of the last stretch; payment notices are folded into the payments. */
const NOTICES = 40;

/** Everything that decides about one member, in one round trip. Null: there is no such member. */
export async function loadMemberFacts(db: Kysely<DB>, memberId: string): Promise<MemberFacts | null> {
  const { rows } = await sql<{ facts: RawFacts }>`
    select jsonb_build_object(
      'member', (select to_jsonb(m) from (
        select is_permanent, closed, (select ${terms(sql`pl`)} from plans pl where pl.id = permanent_plan_id) as plan
        from members where id = ${memberId}) m),
      'payments', (select coalesce(jsonb_agg(p order by p.from_ms), '[]') from (
        select id, plan_id, ${ms(sql`from_at`)} as from_ms, ${ms(sql`to_at`)} as to_ms, plan_snapshot as plan,
          not exists (select from payments e where e.member_id = ${memberId} and e.status in ${entitling}
            and (e.from_at, e.id) < (payments.from_at, payments.id)) as is_first,
          is_announced and not exists (select from notices n where n.member_id = ${memberId}
            and n.key = 'payment/' || payments.id and n.status <> 'owed') as is_announced
        from payments where member_id = ${memberId} and status in ${entitling}
        order by to_at desc limit ${PAYMENTS}) p),
      'grants', (select coalesce(jsonb_agg(g order by g.id), '[]') from (
        select g.id, g.server_id, g.desired_key, g.observed_key, g.credentials is not null as has_credentials,
          g.handed_over_at is not null as is_handed_over, ${ms(sql`g.ended_at`)} as ended_ms,
          s.enabled, (select coalesce(jsonb_agg(l), '[]') from (${librariesOf(sql`g.server_id`)}) l) as libraries
        from access_grants g join servers s on s.id = g.server_id
        where g.member_id = ${memberId} and (g.ended_at is null or ${isUntoldRemoval(memberId)})) g),
      'notices', (select coalesce(jsonb_agg(n.key), '[]') from (
        select key from notices where member_id = ${memberId} and key not like 'payment/%' and status <> 'owed'
        order by created_at desc limit ${NOTICES}) n),
      'troubles', (select coalesce(jsonb_object_agg(t.step_key, jsonb_build_object('attempts', t.attempts,
          'type', t.type, 'since', ${ms(sql`t.since`)}, 'retryAt', ${ms(sql`t.retry_at`)})), '{}')
        from step_troubles t where t.member_id = ${memberId}),
      'settings', (select coalesce(jsonb_object_agg(key, value), '{}') from settings
        where key in ('reminders', 'subscriptions'))
    ) as facts`.execute(db);
  const raw = rows[0]?.facts;
  return raw?.member == null ? null : factsFrom(memberId, raw, raw.member);
}

const entitling = sql`('completed', 'refunded', 'charged_back')`;

function ms(column: ReturnType<typeof sql>) {
  return sql`round(extract(epoch from ${column}) * 1000)`;
}

/** Live libraries of a server that may be shared: one in the private group never is, whatever else it is in. */
function librariesOf(serverId: ReturnType<typeof sql>) {
  return sql`select li.external_id, jsonb_agg(lg.group_id) as group_ids
    from libraries li join libraries_in_groups lg on lg.library_id = li.id join library_groups gr on gr.id = lg.group_id
    where li.server_id = ${serverId} and li.gone_at is null
    group by li.id, li.external_id having not bool_or(gr.kind = 'private')`;
}

/** Removed after the last paid time, and the member has not been told: whether that is news depends on the settings. */
function isUntoldRemoval(memberId: string) {
  return sql`(g.desired_key = 'removed' and g.observed_key = 'removed' and g.first_active_at is not null
    and g.ended_at >= (select max(to_at) from payments where member_id = ${memberId} and status in ${entitling})
    and not exists (select from notices n where n.member_id = ${memberId} and n.key = 'removed/' || g.id
      and n.status <> 'owed'))`;
}

/** The part of a plan that decides about access, in the shape of a payment's snapshot. */
function terms(plan: ReturnType<typeof sql>) {
  return sql`jsonb_build_object('allowDownloads', ${plan}.allow_downloads, 'allowTranscoding', ${plan}.allow_transcoding,
    'groupIds', (select coalesce(jsonb_agg(pg.group_id), '[]') from plan_library_groups pg where pg.plan_id = ${plan}.id))`;
}

type RawTerms = Pick<PlanSnapshot, 'allowDownloads' | 'allowTranscoding' | 'groupIds'>;

interface RawFacts {
  readonly member: { is_permanent: boolean; closed: MemberFacts['closed']; plan: RawTerms | null } | null;
  readonly payments: readonly {
    id: string;
    plan_id: string;
    from_ms: number;
    to_ms: number;
    plan: RawTerms;
    is_first: boolean;
    is_announced: boolean;
  }[];
  readonly grants: readonly RawGrant[];
  readonly notices: readonly string[];
  readonly troubles: Readonly<Record<string, Trouble>>;
  readonly settings: { reminders?: unknown; subscriptions?: unknown };
}

interface RawGrant {
  readonly id: string;
  readonly server_id: string;
  readonly desired_key: string;
  readonly observed_key: string;
  readonly has_credentials: boolean;
  readonly is_handed_over: boolean;
  readonly ended_ms: number | null;
  readonly enabled: boolean;
  readonly libraries: readonly { external_id: string; group_ids: readonly string[] }[];
}

function factsFrom(memberId: string, raw: RawFacts, member: NonNullable<RawFacts['member']>): MemberFacts {
  const reminders = sections.reminders.schema.parse(raw.settings.reminders ?? {});
  const subscriptions = sections.subscriptions.schema.parse(raw.settings.subscriptions ?? {});
  const settings: LifecycleSettings = {
    reminders: { enabled: reminders.enabled, daysPrior: reminders.daysPrior },
    expiry: { mode: subscriptions.expiryMode, deleteAfterDays: subscriptions.deleteAfterDays },
  };
  return {
    version: 1,
    memberId,
    isPermanent: member.is_permanent,
    closed: member.closed,
    payments: raw.payments.map(
      (payment): PaymentFact => ({
        id: payment.id,
        planId: payment.plan_id,
        from: payment.from_ms,
        to: payment.to_ms,
        isFirst: payment.is_first,
        isAnnounced: payment.is_announced,
      }),
    ),
    grants: raw.grants
      .filter((grant) => grant.ended_ms === null || isNews(grant.ended_ms, raw.payments, settings))
      .map((grant) => grantFrom(grant, raw, subscriptions.expiryGroups)),
    notices: raw.notices,
    troubles: raw.troubles,
    settings,
  };
}

/** A removal at the end of the paid time is what the notice of the end says already; a later one is news. */
function isNews(endedAt: number, payments: RawFacts['payments'], settings: LifecycleSettings): boolean {
  const end = Math.max(...payments.map((payment) => payment.to_ms));
  return deletionAt(end, settings) > end && endedAt >= deletionAt(end, settings);
}

function grantFrom(grant: RawGrant, raw: RawFacts, expiryGroups: readonly string[]): GrantFact {
  const libraries: ServerLibrary[] = grant.libraries.map((library) => ({
    externalId: library.external_id,
    groupIds: library.group_ids,
  }));
  const fits = (plan: RawTerms) => grant.enabled && accommodates(plan, libraries);
  const wants = raw.payments
    .filter((payment) => fits(payment.plan))
    .map((payment) => [payment.id, accessOf(payment.plan, libraries).key]);
  const permanent = raw.member?.plan ?? raw.payments.at(-1)?.plan ?? null;
  const staying = libraries.filter((library) => library.groupIds.some((id) => expiryGroups.includes(id)));
  return {
    id: grant.id,
    serverId: grant.server_id,
    desired: grant.desired_key,
    observed: grant.observed_key,
    wants: Object.fromEntries(wants),
    wantsPermanent: permanent !== null && fits(permanent) ? accessOf(permanent, libraries).key : null,
    wantsRestricted:
      staying.length === 0 ? null : restrictedAccess(staying.map((library) => library.externalId)),
    hasCredentials: grant.has_credentials,
    isHandedOver: grant.is_handed_over,
  };
}
