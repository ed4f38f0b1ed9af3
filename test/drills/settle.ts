import { setTimeout as pause } from 'node:timers/promises';
import { leftovers, lives, projections } from './check-processes.ts';
import { wordsOf } from './patience.ts';
import { withClient } from './pulse.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';

/** Retries of what failed wait half a minute at most, a lost call a little longer. */
const SETTLED_WITHIN_MS = 150_000;
const EVERY_MS = 250;

/** Waits until everything that was to be done is done and everybody's process runs; bounded, and says what is left. */
export async function settle(stage: Stage, report: Report): Promise<void> {
  const beganAt = Date.now();
  for (;;) {
    const left = await stillOpen(stage).catch((error: unknown) => [wordsOf(error)]);
    const took = Date.now() - beganAt;
    if (left.length === 0) return report.note(`        settled ${(took / 1000).toFixed(1)} s later`);
    if (took > SETTLED_WITHIN_MS) {
      report.note('        not settled in time:');
      return left.forEach((one) => report.note(`          ${one}`));
    }
    await pause(EVERY_MS);
  }
}

async function stillOpen(stage: Stage): Promise<string[]> {
  // The gateway's own notices come late and twice: one that is still to come begins work again.
  const notices = stage.stripe.webhooks.pending();
  if (notices.length > 0) return [`${notices.length} notices of the gateway are to come`];
  const left = await leftovers(stage);
  if (left.length > 0) return left;
  // A process may still wait for a worker that was killed: its next step is due, and nothing shows it yet.
  const due = await projections(stage);
  return due.length > 0 ? due : await withClient(stage, (client) => lives(stage, client));
}
