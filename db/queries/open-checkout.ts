import { type Kysely, sql, type Transaction } from 'kysely';
import type { RefusedServer } from '../../domain/access/choose-server.ts';
import { checkUsername } from '../../domain/access/username.ts';
import type { DiscountRefusal } from '../../domain/discount/discount.ts';
import { isOfferedTo } from '../../domain/linked/offer.ts';
import { agreedStart, type StartMode } from '../../domain/plan-change/start-modes.ts';
import type { Settings } from '../../domain/settings/index.ts';
import { needsTrialFirst } from '../../domain/trial/eligibility.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { PlanSnapshot } from '../tables/payments.ts';
import { type Discounted, reserveCode, tryCodeLocked } from './discounts.ts';
import { type LocationRefusal, locationRefusal } from './locations.ts';
import { linkedBuyer } from './member-links.ts';
import { entitling } from './entitling.ts';
import { poke } from './outbox.ts';
import { allowedStarts, paidTimeLeft, startRequest } from './paid-time.ts';
import { lockSeats } from './placement.ts';
import { cancelPurchases } from './purchases-under-way.ts';
import { snapshotOf } from './record-payment.ts';
import { seatFinder } from './seat.ts';
import { trialApplicant } from './trial-applicant.ts';

export interface CheckoutRequest {
  readonly loginId: string;
  readonly planId: string;
  /** The name the media account should get; null where the member has one. */
  readonly wantedUsername: string | null;
  /** Where the buyer would like to be; left out: they were not asked, or do not mind. */
  readonly locationId?: string | null;
  /** For somebody with time left of another plan; left out: after what is paid already. */
  readonly startMode?: StartMode;
  /** As it was typed; left out: none. */
  readonly discountCode?: string;
  readonly now: Date;
  readonly settings: Pick<Settings, 'site' | 'subscriptions' | 'trial' | 'stripe' | 'payments' | 'features'>;
}

export type CheckoutRefusal =
  | 'subscriptionsOff'
  | 'noGateway'
  | 'planUnavailable'
  | 'planFull'
  | 'accountChangeRequired'
  | 'permanent'
  /** Whoever never had access takes a trial first. */
  | 'trialNeeded'
  /** Somebody else pays for this member. */
  | 'managed'
  | 'usernameNeeded'
  | 'usernameInvalid'
  | LocationRefusal
  | 'startNotAllowed'
  | 'noCapacity'
  | DiscountRefusal;

type RefusedField = 'planId' | 'wantedUsername' | 'locationId' | 'startMode' | 'code';

export type OpenedCheckout =
  | { readonly kind: 'opened'; readonly checkoutId: string }
  | {
      readonly kind: 'refused';
      readonly code: CheckoutRefusal;
      /** The field at fault; null: none, the purchase is not possible now. */
      readonly field: RefusedField | null;
      readonly detail: string;
      readonly servers: readonly RefusedServer[];
    };

/**
 * Begins a purchase: checks that it can be kept (product.md 3.2), holds a seat and the discount code, and starts
 * the process. Nothing is stored where it is refused, and no money has moved.
 */
export async function openCheckout(trx: Transaction<DB>, request: CheckoutRequest): Promise<OpenedCheckout> {
  await lockSeats(trx);
  const blocked = await refusalOf(trx, request);
  if (blocked !== null) return blocked;
  const member = await memberOf(trx, request.loginId);
  const snapshot = await snapshotOf(trx, request.planId, request.settings.payments.currency);
  if (snapshot === null) return refused('planUnavailable', 'planId');
  const startMode = await startOf(trx, request, { memberId: member?.id ?? null, snapshot });
  if (startMode === null) return refused('startNotAllowed', 'startMode');
  const discount = await discountOf(trx, request, { memberId: member?.id ?? null, snapshot });
  if (discount?.kind === 'refused') return refused(discount.why, 'code');
  const seats = await seatFinder(trx, { memberId: member?.id ?? null, loginId: request.loginId });
  const { planId, locationId = null } = request;
  const seat = await seats({ planId, groupIds: snapshot.groupIds, isTrial: false, locationId });
  if (seat.serverId === null) return { ...refused('noCapacity', null), servers: seat.refused };
  const misplaced = await locationRefusal(trx, { planId, locationId }, seat.locations);
  if (misplaced !== null) return refused(misplaced, 'locationId');
  await supersede(trx, request);
  const checkoutId = newId();
  const held = { memberId: member?.id ?? null, serverId: seat.serverId, snapshot, startMode, discount };
  await insertCheckout(trx, request, { checkoutId, ...held });
  await poke(trx, { workflow: 'checkout', key: checkoutId, reason: 'purchase begun' });
  return { kind: 'opened', checkoutId };
}

interface CheckoutToInsert {
  readonly checkoutId: string;
  readonly memberId: string | null;
  readonly serverId: string;
  readonly snapshot: PlanSnapshot;
  readonly startMode: StartMode;
  readonly discount: AppliedDiscount | null;
}

async function insertCheckout(
  trx: Transaction<DB>,
  request: CheckoutRequest,
  { checkoutId, memberId, serverId, snapshot, startMode, discount }: CheckoutToInsert,
): Promise<void> {
  const end = new Date(request.now.getTime() + request.settings.payments.reservationMinutes * 60_000);
  await trx
    .insertInto('checkouts')
    .values({
      id: checkoutId,
      login_id: request.loginId,
      member_id: memberId,
      plan_id: request.planId,
      plan_snapshot: JSON.stringify(snapshot),
      gateway: 'stripe',
      amount: discount?.total ?? BigInt(snapshot.cost),
      discount_code_id: discount?.codeId ?? null,
      discount: discount?.discount ?? 0n,
      currency: snapshot.currency,
      wanted_username: request.wantedUsername,
      location_id: request.locationId ?? null,
      start_mode: startMode,
      status: 'created',
      reserved_server_id: serverId,
      reserved_until: end,
      expires_at: end,
      created_at: request.now,
      status_at: request.now,
    })
    .execute();
  if (discount === null) return;
  const { loginId, now } = request;
  await reserveCode(trx, { codeId: discount.codeId, loginId, checkoutId, now });
}

/** What stands against a purchase before servers are looked at; also answers the checkout page. */
export async function refusalOf(
  db: Kysely<DB>,
  request: CheckoutRequest,
): Promise<Extract<OpenedCheckout, { kind: 'refused' }> | null> {
  const { settings } = request;
  if (!settings.subscriptions.enabled) return refused('subscriptionsOff', null);
  if (!settings.stripe.enabled) return refused('noGateway', null);
  const plan = await db
    .selectFrom('plans')
    .select(['is_active', 'is_trial', 'visibility', 'max_subscribers', 'max_sub_accounts'])
    .select(subscribers('plans.id', request.now).as('subscribers'))
    .where('id', '=', request.planId)
    .executeTakeFirst();
  const member = await memberOf(db, request.loginId);
  const isVisible =
    plan?.visibility === 'public' || (plan?.visibility === 'existing_members' && member !== undefined);
  if (plan === undefined || !plan.is_active || plan.is_trial || !isVisible)
    return refused('planUnavailable', 'planId');
  if (member?.account_change_required_at != null) return refused('accountChangeRequired', null);
  if (member?.is_permanent === true) return refused('permanent', null);
  const applicant = settings.trial.force ? await trialApplicant(db, request.loginId) : null;
  if (applicant !== null && needsTrialFirst(applicant, settings.trial)) return refused('trialNeeded', null);
  const buyer = await linkedBuyer(db, member?.id ?? null);
  if (buyer.isSub) return refused('managed', null);
  if (!isOfferedTo(buyer, plan.max_sub_accounts)) return refused('planUnavailable', 'planId');
  const isFull = plan.max_subscribers !== null && Number(plan.subscribers) >= plan.max_subscribers;
  if (isFull && member?.plan_id !== request.planId) return refused('planFull', 'planId');
  return usernameRefusal(request.wantedUsername, (member?.accounts ?? 0n) > 0n);
}

interface Buying {
  readonly memberId: string | null;
  readonly snapshot: PlanSnapshot;
}

type AppliedDiscount = Extract<Discounted, { kind: 'applies' }>;

/** What the code does to the price; null: none was given. */
async function discountOf(
  trx: Transaction<DB>,
  { discountCode = '', loginId, planId, now, settings }: CheckoutRequest,
  { memberId, snapshot }: Buying,
): Promise<Discounted | null> {
  if (discountCode.trim() === '') return null;
  const price = { amount: BigInt(snapshot.cost), currency: snapshot.currency };
  return await tryCodeLocked(trx, { code: discountCode, loginId, memberId, planId, price, settings, now });
}

/** The start that is kept with the purchase; null: the wanted one is not offered to this buyer. */
async function startOf(
  db: Kysely<DB>,
  { planId, startMode, now, settings }: CheckoutRequest,
  { memberId, snapshot }: Buying,
): Promise<StartMode | null> {
  const left = memberId === null ? [] : await paidTimeLeft(db, memberId, now);
  const terms = { ...snapshot, cost: BigInt(snapshot.cost) };
  const asked = startRequest(left, { planId, terms, now, zone: settings.site.timeZone });
  return agreedStart(asked, allowedStarts(settings), startMode ?? 'after');
}

function usernameRefusal(wanted: string | null, hasAccount: boolean) {
  const problem = hasAccount ? null : usernameProblem(wanted);
  return problem === null ? null : refused(problem.code, 'wantedUsername', problem.detail);
}

/** What is wrong with the name that a new media account should get; null: nothing. */
export function usernameProblem(wanted: string | null) {
  if (wanted === null || wanted.trim() === '') return { code: 'usernameNeeded', detail: '' } as const;
  const detail = checkUsername(wanted);
  return detail === null ? null : ({ code: 'usernameInvalid', detail } as const);
}

/** Members whose last window is of this plan and not over. */
function subscribers(planId: string, now: Date) {
  return sql<bigint>`(select count(distinct member_id) from payments p where p.plan_id = ${sql.ref(planId)}
    and p.status in ${entitling} and p.to_at > ${now})`;
}

async function memberOf(db: Kysely<DB>, loginId: string) {
  return await db
    .selectFrom('members')
    .select(['id', 'is_permanent', 'account_change_required_at'])
    .select(
      sql<bigint>`(select count(*) from access_grants g where g.member_id = members.id and (g.ended_at is null or g.external_id is not null))`.as(
        'accounts',
      ),
    )
    .select(
      sql<
        string | null
      >`(select plan_id from payments p where p.member_id = members.id and p.status <> 'voided' order by to_at desc limit 1)`.as(
        'plan_id',
      ),
    )
    .where('login_id', '=', loginId)
    .where('closed', 'is', null)
    .executeTakeFirst();
}

/** A person pays for one thing at a time: an older open page is closed. */
export async function supersede(
  trx: Transaction<DB>,
  { loginId, now }: Pick<CheckoutRequest, 'loginId' | 'now'>,
): Promise<void> {
  await cancelPurchases(trx, { column: 'login_id', id: loginId }, { reason: 'another purchase begun', now });
}

function refused(code: CheckoutRefusal, field: RefusedField | null, detail = '') {
  return { kind: 'refused' as const, code, field, detail, servers: [] };
}
