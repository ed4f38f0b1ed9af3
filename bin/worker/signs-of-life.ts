import type { Client } from '@temporalio/client';
import type { Kysely } from 'kysely';
import type { Log } from '../../activities/deps.ts';
import { readSection } from '../../db/queries/settings.ts';
import { noteSignOfLife } from '../../db/queries/site-life.ts';
import type { DB } from '../../db/schema.ts';
import type { Seal } from '../../db/seal.ts';
import { isSilence } from '../../domain/hold/mass-removal.ts';
import { untilItAnswers, type Waiting } from './until-it-answers.ts';

const EVERY_MS = 60_000;

interface Parts {
  readonly db: Kysely<DB>;
  readonly seal: Seal;
  readonly client: Client;
  readonly log: Log;
}

/**
 * Writes down once a minute that the site works: its database, Temporal and this worker. After a silence of days
 * the first removals may wait for a person (domain/hold), so the first sign comes before anything is done. Answers
 * what ends it.
 */
export async function keepSignsOfLife(parts: Parts, waiting: Omit<Waiting, 'what'>): Promise<() => void> {
  await untilItAnswers({ ...waiting, what: 'Temporal and database' }, () => noteNow(parts));
  const timer = setInterval(() => {
    noteNow(parts).catch((error: unknown) => {
      parts.log.warn({ error: String(error) }, 'no sign of life could be written');
    });
  }, EVERY_MS);
  return () => clearInterval(timer);
}

async function noteNow({ db, seal, client, log }: Parts): Promise<void> {
  await client.workflowService.getSystemInfo({});
  const rules = await readSection(db, seal, 'holds');
  const now = Date.now();
  const silence = await noteSignOfLife(db, now, (lastSeen) => isSilence(lastSeen, now, rules));
  if (silence === null) return;
  const hours = Math.round((silence.until - silence.from) / 3_600_000);
  log.warn({ hours }, 'the site was silent for long: more than a few removals will wait for a person');
}
