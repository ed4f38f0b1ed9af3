import type { Selectable } from 'kysely';
import type { PaymentTable } from '../../db/tables/payments.ts';
import { afterDuration } from '../../domain/plan/duration.ts';
import type { Person } from './people.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';

type Payment = Selectable<PaymentTable>;

const ZONE = 'Europe/Berlin';

/** No payment is missing or double, and each has become time. */
export async function checkMoney(stage: Stage, people: readonly Person[], report: Report): Promise<void> {
  const payments = await stage.db.selectFrom('payments').selectAll().orderBy('from_at').execute();
  report.holds(
    `the gateway has the money of every buyer: ${stage.stripe.payments().length} payments`,
    atTheGateway(stage, people),
  );
  report.holds(
    'each payment at the gateway is one payment here, and the other way round',
    paired(stage, payments),
  );
  report.holds('the ledger has each payment once, with its amount', await ledgerProblems(stage, payments));
  report.holds('each payment is one window, none overlaps and no time is lost', windowProblems(payments));
  report.holds('no money is left without an owner', await strays(stage));
  report.holds('each purchase has ended as its buyer left it', await purchases(stage));
}

function atTheGateway({ stripe }: Stage, people: readonly Person[]): string[] {
  const given = people.flatMap(({ paid }) => paid);
  const taken = stripe.sessions().filter(({ payment_status }) => payment_status === 'paid');
  return [
    ...given
      .filter((id) => taken.every((session) => session.id !== id))
      .map((id) => `${id} was paid in vain`),
    ...(stripe.payments().length === given.length ? [] : [`${given.length} were given`]),
  ];
}

function paired({ stripe }: Stage, payments: readonly Payment[]): string[] {
  const ours = payments.filter(({ source }) => source === 'stripe');
  const theirs = stripe.payments();
  const rowsOf = (id: string) => ours.filter(({ transaction_id }) => transaction_id === id);
  const unequal = theirs.flatMap((intent) => {
    const [row, ...more] = rowsOf(intent.id);
    if (row === undefined) return [`${intent.id} is not recorded`];
    if (more.length > 0) return [`${intent.id} is recorded ${more.length + 1} times`];
    return Number(row.amount) === intent.amount_received ? [] : [`${intent.id} has another amount here`];
  });
  const invented = ours.filter(({ transaction_id }) => theirs.every(({ id }) => id !== transaction_id));
  return [
    ...unequal,
    ...invented.map(({ transaction_id }) => `${transaction_id} is not known to the gateway`),
  ];
}

async function ledgerProblems({ db }: Stage, payments: readonly Payment[]): Promise<string[]> {
  const entries = await db.selectFrom('ledger_entries').selectAll().execute();
  const sums = payments.flatMap((payment) => {
    const own = entries.filter(({ payment_id }) => payment_id === payment.id);
    const sum = own.reduce((total, { amount }) => total + amount, 0n);
    return own.length === 1 && sum === payment.amount
      ? []
      : [`${payment.transaction_id}: ${own.length} entries, ${sum} in place of ${payment.amount}`];
  });
  const others = entries.length - payments.length;
  return others === 0 || sums.length > 0 ? sums : [`${others} entries belong to no payment`];
}

function windowProblems(payments: readonly Payment[]): string[] {
  return payments.flatMap((payment) => {
    const earlier = payments.filter(
      (other) => other.member_id === payment.member_id && other.from_at < payment.from_at,
    );
    const paidUntil = Math.max(0, ...earlier.map(({ to_at }) => to_at.getTime()));
    const from = payment.from_at.getTime();
    if (paidUntil > from) return [`${payment.transaction_id} overlaps an earlier window`];
    if (payment.source === 'manual') return [];
    const due = Math.max(paidUntil, payment.created_at.getTime());
    const end = afterDuration(due, { count: 1, unit: 'month' }, ZONE);
    return from === due && payment.to_at.getTime() === end
      ? []
      : [`${payment.transaction_id} has another window`];
  });
}

async function strays({ db }: Stage): Promise<string[]> {
  const rows = await db.selectFrom('unmatched_payments').select(['transaction_id', 'reason']).execute();
  return rows.map(({ transaction_id, reason }) => `${transaction_id}: ${reason}`);
}

async function purchases({ db, stripe }: Stage): Promise<string[]> {
  const rows = await db.selectFrom('checkouts').select(['id', 'status', 'external_id']).execute();
  const lost = stripe.sessions().filter(({ id }) => rows.every(({ external_id }) => external_id !== id));
  const wrong = rows.filter(({ external_id, status }) => {
    const session = stripe.sessions().find(({ id }) => id === external_id);
    return (
      status !== (session?.payment_status === 'paid' ? 'done' : 'abandoned') || session?.status === 'open'
    );
  });
  return [
    ...wrong.map(
      ({ id, status, external_id }) => `purchase ${id} is ${status}; its page is ${external_id ?? 'none'}`,
    ),
    ...lost.map(({ id }) => `page ${id} belongs to no purchase`),
  ];
}
