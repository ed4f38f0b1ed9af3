import { countParked, listInbox } from '../../../db/queries/inbox-list.ts';
import {
  checkoutsInNeed,
  failedNotices,
  membersInNeed,
  serversInNeed,
  unmatchedPayments,
} from '../../../db/queries/overview.ts';
import { type MoneyBackInNeed, moneyBacksInNeed } from '../../../db/queries/money-back-panel.ts';
import { openHold } from '../../../db/queries/holds-panel.ts';
import { transactionSyncTrouble } from '../../../db/queries/transaction-sync.ts';
import { overdueWork, WORK_BUDGET_MS, type OverdueWork } from '../../../db/queries/health.ts';
import type { Permission } from '../../../domain/login/permissions.ts';
import { may, type Rights } from '../../../domain/login/rights.ts';
import { whyUnmatched } from '../../../domain/payment/why-unmatched.ts';
import { adminProcedure } from '../../trpc.ts';
import { moneyText } from '../../wire.ts';
import { instant, instantOrNull } from '../answer.ts';
import { holdAnswer } from '../holds/answer.ts';

const SHOWN = 8;
const FAILED_NOTICES_DAYS = 14;
const DAY_MS = 86_400_000;

/** Everything that waits for a person, each with what its fix needs to be one click away. */
export const needsYou = adminProcedure.query(async ({ ctx }) => {
  const now = ctx.clock();
  const since = new Date(now.getTime() - FAILED_NOTICES_DAYS * DAY_MS);
  const [hold, overdue, members, servers, checkouts, moneyBacks, unmatched, parked, parkedTotal, notices] =
    await Promise.all([
      openHold(ctx.db),
      overdueWork(ctx.db, now, WORK_BUDGET_MS),
      membersInNeed(ctx.db, SHOWN),
      serversInNeed(ctx.db),
      checkoutsInNeed(ctx.db, SHOWN),
      moneyBacksInNeed(ctx.db, { limit: SHOWN, now }),
      unmatchedPayments(ctx.db, SHOWN),
      listInbox(ctx.db, { status: 'parked', page: 1, pageSize: SHOWN }),
      countParked(ctx.db),
      failedNotices(ctx.db, since, SHOWN),
    ]);
  const sync = await transactionSyncTrouble(ctx.db);
  const shown = new Set(members.rows.map((member) => member.id));
  // A member who is listed with a failure needs no second row.
  const late = overdue.filter((work) => !shown.has(work.memberId));
  return onlySeen(ctx.rights, {
    hold: hold === undefined ? null : holdAnswer(hold),
    overdue: { total: late.length, rows: late.slice(0, SHOWN).map(overdueRow) },
    members: { total: members.total, rows: members.rows.map(memberInNeed) },
    servers: servers.map(serverInNeed),
    sync: sync === null ? null : { ...sync, since: instant(sync.since) },
    checkouts: { total: checkouts.total, rows: checkouts.rows.map(checkoutInNeed) },
    moneyBacks: { total: moneyBacks.total, rows: moneyBacks.rows.map(moneyBackInNeed) },
    unmatched: { total: unmatched.total, rows: unmatched.rows.map(unmatchedPayment) },
    parked: { total: parkedTotal, rows: parked.rows.map(parkedNotice) },
    notices: { total: notices.total, rows: notices.rows.map(failedNotice) },
  });
});

/** Who may see which part of it; a part that is not named here is for administrators. */
const sights: Readonly<Record<string, Permission>> = {
  hold: 'jobs.view',
  servers: 'servers.view',
  overdue: 'members.view',
  members: 'members.view',
  notices: 'members.view',
  checkouts: 'payments.view',
  moneyBacks: 'payments.view',
  unmatched: 'payments.view',
  sync: 'payments.view',
  parked: 'logs.view',
};

/** The parts that this login may see; what the others are about needs somebody else. */
function onlySeen<All extends object>(rights: Rights, all: All): All {
  const isSeen = (part: string) => {
    const sight = sights[part];
    return sight === undefined ? rights.isAdministrator : may(rights, sight);
  };
  const parts = Object.entries(all).map(([part, found]) => [part, isSeen(part) ? found : nothingOf(found)]);
  return Object.fromEntries(parts);
}

/** Of the same shape, as where there is nothing. */
function nothingOf(found: unknown): unknown {
  if (Array.isArray(found)) return [];
  return typeof found === 'object' && found !== null && 'rows' in found ? { total: 0, rows: [] } : null;
}

function overdueRow(work: OverdueWork) {
  return {
    id: work.memberId,
    name: work.displayName,
    what: work.what,
    since: instant(work.since),
    reason: work.reason,
  };
}

type InNeed = Awaited<ReturnType<typeof membersInNeed>>['rows'][number];

function memberInNeed(member: InNeed) {
  return {
    id: member.id,
    name: member.display_name,
    standing: member.standing,
    stepKey: member.step_key,
    type: member.type,
    message: member.message,
    since: instantOrNull(member.since),
    retryAt: instantOrNull(member.retry_at),
  };
}

type CheckoutInNeed = Awaited<ReturnType<typeof checkoutsInNeed>>['rows'][number];

function checkoutInNeed(checkout: CheckoutInNeed) {
  return {
    id: checkout.id,
    memberId: checkout.member_id,
    email: checkout.email,
    plan: checkout.plan_snapshot.name,
    price: moneyText(checkout.amount, checkout.currency),
    reason: checkout.status_reason,
    since: instant(checkout.status_at),
  };
}

function serverInNeed(server: Awaited<ReturnType<typeof serversInNeed>>[number]) {
  return {
    id: server.id,
    name: server.name,
    state: server.state,
    message: server.state_message,
    since: instant(server.state_since),
  };
}

function moneyBackInNeed(back: MoneyBackInNeed) {
  const { amount, refunded, chargedBack, currency, number, since, ...rest } = back;
  return {
    ...rest,
    number: number.toString(),
    paid: moneyText(amount, currency),
    refunded: refunded === 0n ? null : moneyText(refunded, currency),
    chargedBack: chargedBack === 0n ? null : moneyText(chargedBack, currency),
    since: instant(since),
  };
}

function unmatchedPayment(payment: Awaited<ReturnType<typeof unmatchedPayments>>['rows'][number]) {
  return {
    id: payment.id,
    paid: moneyText(payment.amount, payment.currency),
    gateway: payment.gateway,
    transactionId: payment.transaction_id,
    payerEmail: payment.payer_email,
    reason: payment.reason,
    why: whyUnmatched(payment.reason),
    at: instant(payment.occurred_at),
  };
}

function parkedNotice(notice: Awaited<ReturnType<typeof listInbox>>['rows'][number]) {
  return {
    id: notice.id,
    source: notice.source,
    type: notice.type,
    reason: notice.reason,
    at: instant(notice.received_at),
  };
}

function failedNotice(notice: Awaited<ReturnType<typeof failedNotices>>['rows'][number]) {
  return {
    id: notice.id,
    memberId: notice.member_id,
    memberName: notice.display_name,
    event: notice.event,
    isGivenUp: notice.status === 'refused',
    recipient: notice.recipient,
    error: notice.last_error,
    at: instant(notice.created_at),
  };
}
