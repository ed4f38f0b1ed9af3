import type { Kysely } from 'kysely';
import { myCheckout } from '../../db/queries/my-checkout.ts';
import type { DB } from '../../db/schema.ts';
import type { CheckoutState } from '../../domain/checkout/facts.ts';
import { type SeenSoFar, shown } from '../../domain/checkout/progress.ts';
import { moneyText } from '../wire.ts';

export type CheckoutProgress = NonNullable<Awaited<ReturnType<typeof checkoutProgress>>>;

/** One purchase as its buyer sees it, whether asked for once or followed live; null where it is not theirs. */
export async function checkoutProgress(db: Kysely<DB>, loginId: string, checkoutId: string) {
  const row = await myCheckout(db, loginId, checkoutId);
  if (row === undefined) return null;
  const { windowFrom, windowTo, serverName, serverUrl } = row;
  const isTrial = row.terms.isTrial === true;
  const takesMoney = row.status === 'redirected' && row.cancelledAt === null && row.pageClosedAt === null;
  return {
    id: row.id,
    memberId: row.memberId,
    status: row.status,
    reason: row.reason,
    planId: row.planId,
    planName: row.terms.name,
    isTrial,
    price: moneyText(row.amount, row.currency),
    /** What a discount code took off; null: no code. */
    discount: row.discount === 0n ? null : moneyText(row.discount, row.currency),
    ticks: ticksOf(row.status, {
      isTrial,
      isRecorded: row.paymentId !== null,
      hasGrant: serverName !== null,
    }),
    /** Where to pay; null once the page takes no money any more. */
    pageUrl: takesMoney ? row.pageUrl : null,
    isReturned: row.returnedAt !== null,
    isCancelled: row.cancelledAt !== null,
    isPaid: row.paymentId !== null,
    window:
      windowFrom === null || windowTo === null
        ? null
        : {
            from: windowFrom.getTime(),
            to: windowTo.getTime(),
            /** Its time waits for the first playback, at most until then; null: it does not wait. */
            clockStartsBy: row.clockStartsBy?.getTime() ?? null,
          },
    server:
      serverName === null || serverUrl === null
        ? null
        : { name: serverName, url: serverUrl, username: row.accountId === null ? null : row.username },
  };
}

/** A trial begins with its time: there is nothing to pay. */
function ticksOf(status: CheckoutState, { isTrial, ...seen }: SeenSoFar & { readonly isTrial: boolean }) {
  return shown(status, seen).filter(({ name }) => !isTrial || name !== 'paid');
}
