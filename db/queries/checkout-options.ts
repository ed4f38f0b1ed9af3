import { type Kysely, sql } from 'kysely';
import { windowOnPlan } from '../../domain/payment/first-playback.ts';
import type { Window } from '../../domain/payment/window.ts';
import { isOfferedTo } from '../../domain/linked/offer.ts';
import { durationOf } from '../../domain/plan/terms.ts';
import { offeredStarts, type StartOffer } from '../../domain/plan-change/start-modes.ts';
import type { Settings } from '../../domain/settings/index.ts';
import type { DB } from '../schema.ts';
import { type CheckoutRefusal, refusalOf } from './open-checkout.ts';
import { allowedStarts, paidTimeLeft, type PaidTimeRow, startRequest } from './paid-time.ts';
import type { PlaceOnOffer } from './locations.ts';
import { linkedBuyer } from './member-links.ts';
import { offeredPlans, type OfferedPlan } from './pricing.ts';
import { nextWindow } from './record-payment.ts';
import { type SeatFinder, seatFinder } from './seat.ts';

export interface OptionsRequest {
  readonly loginId: string;
  readonly memberId: string | null;
  readonly now: Date;
  readonly settings: Pick<Settings, 'site' | 'subscriptions' | 'trial' | 'stripe' | 'payments' | 'features'>;
}

export interface CheckoutOption extends OfferedPlan {
  /** What the payment would cover if it were made now. */
  readonly window: Window;
  /** For somebody with time left of another plan: when it may begin. Null: there is nothing to choose. */
  readonly starts: StartOffer | null;
  /** Between these the buyer may choose; none: there is nothing to ask. */
  readonly locations: readonly PlaceOnOffer[];
  /** Why it cannot be bought now; null: it can. */
  readonly refusal: CheckoutRefusal | null;
}

export interface CheckoutOptions {
  readonly plans: readonly CheckoutOption[];
  readonly asksUsername: boolean;
  /** What is paid already and not used up, in the order of time. */
  readonly left: readonly PaidTimeRow[];
}

/**
 * What the checkout page offers to this login, with the answer to "why not" for each plan. The same questions
 * are asked again, under the lock of the seats, when the purchase begins.
 */
export async function checkoutOptions(db: Kysely<DB>, request: OptionsRequest): Promise<CheckoutOptions> {
  const buyer = await linkedBuyer(db, request.memberId);
  const audience = request.memberId === null ? 'everybody' : 'members';
  const plans = (await offeredPlans(db, 'paid', audience)).filter((plan) =>
    isOfferedTo(buyer, plan.maxSubAccounts),
  );
  const seats = await seatFinder(db, request);
  const left = request.memberId === null ? [] : await paidTimeLeft(db, request.memberId, request.now);
  const options = await Promise.all(plans.map((plan) => optionOf(db, request, { plan, seats, left })));
  return {
    plans: options.map(({ needsUsername: _needsUsername, ...option }) => option),
    asksUsername: options.some((option) => option.needsUsername),
    left,
  };
}

async function optionOf(
  db: Kysely<DB>,
  request: OptionsRequest,
  { plan, seats, left }: { plan: OfferedPlan; seats: SeatFinder; left: readonly PaidTimeRow[] },
): Promise<CheckoutOption & { needsUsername: boolean }> {
  const { loginId, now, settings } = request;
  const blocked = await refusalOf(db, { loginId, planId: plan.id, wantedUsername: null, now, settings });
  const needsUsername = blocked?.code === 'usernameNeeded';
  const refusal = blocked === null || needsUsername ? null : blocked.code;
  const terms = { ...plan, currency: settings.payments.currency };
  const asked = startRequest(left, { planId: plan.id, terms, now, zone: settings.site.timeZone });
  const starts = offeredStarts(asked, allowedStarts(settings));
  const seat = await seats({ planId: plan.id, groupIds: plan.groupIds, isTrial: false });
  return {
    ...plan,
    needsUsername,
    window: await previewWindow(db, request, plan),
    starts,
    locations: seat.locations,
    refusal: refusal ?? startRefusal(starts) ?? (seat.serverId === null ? 'noCapacity' : null),
  };
}

function startRefusal(starts: StartOffer | null): CheckoutRefusal | null {
  return starts !== null && starts.now === null && !starts.after ? 'startNotAllowed' : null;
}

async function previewWindow(db: Kysely<DB>, request: OptionsRequest, plan: OfferedPlan): Promise<Window> {
  const { memberId, now } = request;
  const zone = request.settings.site.timeZone;
  if (memberId !== null) return await nextWindow(db, { memberId, snapshot: plan, zone, now });
  const duration = durationOf(plan);
  return windowOnPlan({ start: plan.periodStart, duration, zone, now: now.getTime(), last: null });
}

/** Whether an account of this name belongs to another member on some server. */
export async function isUsernameTaken(
  db: Kysely<DB>,
  username: string,
  exceptMemberId: string | null,
): Promise<boolean> {
  const row = await db
    .selectFrom('access_grants')
    .select('id')
    .where(sql`lower(username)`, '=', username.toLowerCase())
    .where('ended_at', 'is', null)
    .$if(exceptMemberId !== null, (query) => query.where('member_id', '!=', exceptMemberId ?? ''))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
