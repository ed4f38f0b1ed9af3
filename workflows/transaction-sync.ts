import { continueAsNew, setHandler } from '@temporalio/workflow';
import { facts, money } from './activity-proxies.ts';
import { failureOf } from './failure-type.ts';
import { poke } from './messages.ts';
import { isRunLong } from './run-length.ts';

export interface TransactionSyncInput extends Account {
  /** Carried on where the list is too long for one run. */
  readonly progress?: Progress;
}

interface Account {
  readonly gateway: 'stripe';
  readonly account: string;
}

interface Progress {
  readonly beganAt: number;
  readonly since: number;
  /** Where the next page begins; null: the first one. */
  readonly from: string | null;
  readonly seen: number;
  readonly recorded: number;
  readonly unmatched: number;
  /** Somebody asked again meanwhile. */
  readonly isPoked: boolean;
}

/**
 * Reads all payments of a gateway's account, as far as it looks back, once: what nobody has recorded becomes the
 * time of whoever sent it, or waits for a person. Started every period and when an admin asks; one at a time, since
 * each account has one process. A gateway that fails is shown as such and read again at the next occasion.
 */
export async function transactionSync({ gateway, account, progress }: TransactionSyncInput): Promise<void> {
  const of = { gateway, account };
  let isPoked = false;
  setHandler(poke, () => {
    isPoked = true;
  });
  // The poke that started this run has been told by now: it is answered by the reading that begins here.
  isPoked = progress?.isPoked ?? false;
  for (let reached = progress ?? null; ; reached = null) {
    const left = await read(of, reached);
    if (left !== null) await continueAsNew<typeof transactionSync>({ ...of, progress: { ...left, isPoked } });
    if (!isPoked) return;
    isPoked = false;
  }
}

/** Null: it is read to its end, or cannot be read now. Otherwise how far it came in this run. */
async function read(of: Account, progress: Progress | null): Promise<Progress | null> {
  try {
    let reached = progress ?? (await begin(of));
    if (reached === null) return null;
    do {
      if (isRunLong()) return reached;
      reached = await readPage(of, reached);
    } while (reached.from !== null);
    const { beganAt, seen, recorded, unmatched } = reached;
    await facts.endTransactionSync({ ...of, beganAt, seen, recorded, unmatched, now: Date.now() });
  } catch (error) {
    await facts.keepTransactionSyncTrouble({ ...of, ...failureOf(error), now: Date.now() });
  }
  return null;
}

/** Null: it is switched off. */
async function begin(of: Account): Promise<Progress | null> {
  const beganAt = Date.now();
  const since = await facts.beginTransactionSync({ ...of, now: beganAt });
  return since === null
    ? null
    : { beganAt, since, from: null, seen: 0, recorded: 0, unmatched: 0, isPoked: false };
}

async function readPage(of: Account, reached: Progress): Promise<Progress> {
  const { since, from } = reached;
  const page = await money.readPayments.executeWithOptions({ summary: 'Read a page of payments' }, [
    { ...of, since, from, now: Date.now() },
  ]);
  return {
    ...reached,
    from: page.next,
    seen: reached.seen + page.seen,
    recorded: reached.recorded + page.recorded,
    unmatched: reached.unmatched + page.unmatched,
  };
}
