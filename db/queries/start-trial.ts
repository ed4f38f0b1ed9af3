import type { Kysely, Transaction } from 'kysely';
import type { RefusedServer } from '../../domain/access/choose-server.ts';
import type { Settings } from '../../domain/settings/index.ts';
import { type TrialRefusal, trialRefusal } from '../../domain/trial/eligibility.ts';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';
import type { PlanSnapshot } from '../tables/payments.ts';
import { checkoutRow } from './checkout-process.ts';
import { type LocationRefusal, locationRefusal } from './locations.ts';
import { supersede, usernameProblem } from './open-checkout.ts';
import { poke } from './outbox.ts';
import { lockSeats } from './placement.ts';
import { offeredPlans } from './pricing.ts';
import { snapshotOf } from './record-payment.ts';
import { seatFinder } from './seat.ts';
import { settleCheckout } from './settle-checkout.ts';
import {
  hadTrialAs,
  type KnownApplicant,
  runningTrials,
  trialApplicant,
  trialTransaction,
} from './trial-applicant.ts';
import { isOfTrial } from './trial-time.ts';

export interface TrialWish {
  readonly loginId: string;
  readonly planId: string;
  /** The name the media account should get; null where the member has one. */
  readonly wantedUsername: string | null;
  /** Where they would like to be; left out: they were not asked, or do not mind. */
  readonly locationId?: string | null;
  readonly now: Date;
  readonly settings: Pick<Settings, 'site' | 'trial' | 'payments'>;
}

export type TrialStartRefusal =
  | TrialRefusal
  | 'planUnavailable'
  | 'usernameNeeded'
  | 'usernameInvalid'
  | 'usernameHadTrial'
  | LocationRefusal
  | 'noCapacity';

type RefusedField = 'planId' | 'wantedUsername' | 'locationId';

export type StartedTrial =
  | { readonly kind: 'started'; readonly checkoutId: string }
  | {
      readonly kind: 'refused';
      readonly code: TrialStartRefusal;
      /** The field at fault; null: no trial is possible now. */
      readonly field: RefusedField | null;
      readonly detail: string;
      readonly servers: readonly RefusedServer[];
    };

/**
 * Starts a trial: checks that it may be had and that there is a seat, and records it as a payment of nothing, all
 * under the lock of the seats, so that neither cap nor seat is given twice. Asked again while it runs, the answer
 * is the trial that was started. Access is given by the same processes that follow a purchase.
 */
export async function startTrial(trx: Transaction<DB>, wish: TrialWish): Promise<StartedTrial> {
  await lockSeats(trx);
  const running = await ownTrial(trx, wish);
  if (running !== null) return { kind: 'started', checkoutId: running };
  const applicant = await trialApplicant(trx, wish.loginId);
  const refusal = trialRefusal(applicant, wish.settings.trial, await runningTrials(trx, wish.now));
  if (refusal !== null) return refused(refusal, null);
  const snapshot = await offeredTerms(trx, wish, applicant);
  if (snapshot === null) return refused('planUnavailable', 'planId');
  const wrongName = await nameRefusal(trx, wish, applicant);
  if (wrongName !== null) return wrongName;
  const { memberId } = applicant;
  const seats = await seatFinder(trx, { memberId, loginId: wish.loginId });
  const { planId, locationId = null } = wish;
  const seat = await seats({ planId, groupIds: snapshot.groupIds, isTrial: true, locationId });
  if (seat.serverId === null) return { ...refused('noCapacity', null), servers: seat.refused };
  const misplaced = await locationRefusal(trx, { planId, locationId }, seat.locations);
  if (misplaced !== null) return refused(misplaced, 'locationId');
  await supersede(trx, wish);
  return {
    kind: 'started',
    checkoutId: await record(trx, wish, { snapshot, memberId, serverId: seat.serverId }),
  };
}

/** The trial of this login that is not over; null: none. */
async function ownTrial(db: Kysely<DB>, { loginId, now }: TrialWish): Promise<string | null> {
  const row = await db
    .selectFrom('checkouts as c')
    .innerJoin('payments', 'payments.id', 'c.payment_id')
    .select('c.id')
    .where('c.login_id', '=', loginId)
    .where(isOfTrial('payments.plan_snapshot'))
    .where('payments.to_at', '>', now)
    .where('payments.status', '<>', 'voided')
    .executeTakeFirst();
  return row?.id ?? null;
}

async function offeredTerms(
  trx: Transaction<DB>,
  { planId, settings }: TrialWish,
  { memberId }: KnownApplicant,
): Promise<PlanSnapshot | null> {
  const offered = await offeredPlans(trx, 'trial', memberId === null ? 'everybody' : 'members');
  if (!offered.some(({ id }) => id === planId)) return null;
  return await snapshotOf(trx, planId, settings.payments.currency);
}

async function nameRefusal(
  trx: Transaction<DB>,
  { wantedUsername }: TrialWish,
  { hasAccount, memberId }: KnownApplicant,
): Promise<Extract<StartedTrial, { kind: 'refused' }> | null> {
  if (hasAccount) return null;
  const problem = usernameProblem(wantedUsername);
  if (problem !== null) return refused(problem.code, 'wantedUsername', problem.detail);
  const isUsed = wantedUsername !== null && (await hadTrialAs(trx, wantedUsername, memberId));
  return isUsed ? refused('usernameHadTrial', 'wantedUsername') : null;
}

interface TrialToRecord {
  readonly snapshot: PlanSnapshot;
  readonly memberId: string | null;
  readonly serverId: string;
}

/** The purchase of nothing: its seat is held and its progress followed until access stands. */
async function record(
  trx: Transaction<DB>,
  wish: TrialWish,
  { snapshot, memberId, serverId }: TrialToRecord,
): Promise<string> {
  const { loginId, now, settings } = wish;
  const id = newId();
  await trx
    .insertInto('checkouts')
    .values({
      id,
      login_id: loginId,
      member_id: memberId,
      plan_id: wish.planId,
      plan_snapshot: JSON.stringify(snapshot),
      gateway: 'none',
      amount: 0n,
      currency: snapshot.currency,
      wanted_username: wish.wantedUsername,
      location_id: wish.locationId ?? null,
      status: 'paid',
      reserved_server_id: serverId,
      reserved_until: now,
      expires_at: now,
      created_at: now,
      status_at: now,
    })
    .execute();
  await settleCheckout(trx, {
    checkout: await checkoutRow(trx, id),
    source: 'trial',
    transactionId: trialTransaction(loginId),
    paid: { amount: 0n, currency: snapshot.currency },
    now,
    settings,
  });
  await poke(trx, { workflow: 'checkout', key: id, reason: 'trial started' });
  return id;
}

function refused(code: TrialStartRefusal, field: RefusedField | null, detail = '') {
  return { kind: 'refused' as const, code, field, detail, servers: [] };
}
