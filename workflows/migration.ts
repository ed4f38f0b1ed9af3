import { continueAsNew, setHandler } from '@temporalio/workflow';
import { facts } from './activity-proxies.ts';
import { createAlarm } from './alarm.ts';
import { poke } from './messages.ts';
import { isRunLong } from './run-length.ts';

export interface MigrationInput {
  readonly migrationId: string;
}

/** Word comes when access stands; what fails, or changes otherwise, is found by looking. */
const LOOK_EVERY_MS = 15_000;

/**
 * Moves the members of one server to another, a few at a time. It writes down the wish and waits: each member's own
 * process makes the account on the target and then takes the old one away. Started and poked by the outbox; pause,
 * resume, cancel and retry are facts that it finds when it looks. Ends when nobody is left.
 */
export async function migration({ migrationId }: MigrationInput): Promise<void> {
  const alarm = createAlarm();
  let isPoked = false;
  setHandler(poke, () => {
    isPoked = true;
  });
  for (;;) {
    if (isRunLong()) await continueAsNew<typeof migration>({ migrationId });
    isPoked = false;
    const now = alarm.now();
    const { isOver, moving, hasMore } = await facts.advanceMigration({ migrationId, now });
    if (isPoked || hasMore) continue;
    if (isOver) return;
    const lookAt = moving === 0 ? null : now + LOOK_EVERY_MS;
    await alarm.wait(lookAt, () => isPoked, moving === 0 ? 'Paused' : `${moving} under way`);
  }
}
