import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { workflowId } from '../../workflows/ids.ts';
import { raiseStage } from '../bench/stage.ts';
import { HISTORIES, textOf } from './history-file.ts';
import { liveThrough, type Recorded } from './scenario.ts';

/**
 * Records golden histories on the real stack: `node --import tsx test/replay/record.ts`. One that was released is
 * never recorded over, for it proves that lives begun under old code go on under new code: one that is there is
 * left alone.
 */
const MONTH = '2026-11';

const stage = await raiseStage();
const stopWorker = await stage.startWorker();
try {
  await liveThrough(stage, keep);
} finally {
  await stopWorker();
  await stage.stop();
}
process.exit(0);

async function keep({ process: name, key, what }: Recorded): Promise<void> {
  const file = join(HISTORIES, name, `${MONTH}-${what}.json`);
  if (existsSync(file)) return console.log(`${name}: ${what} is on record`);
  const handle = stage.client.workflow.getHandle(workflowId(name, key));
  const history = await whenAtRest(() => handle.fetchHistory());
  mkdirSync(join(HISTORIES, name), { recursive: true });
  writeFileSync(file, textOf(history));
  console.log(`${name}: ${what}, ${history.events?.length} events`);
}

/** A history that has not grown for a while: the process sleeps, or has ended. */
async function whenAtRest<History extends { events?: readonly unknown[] | null }>(
  fetch: () => Promise<History>,
): Promise<History> {
  let before = -1;
  for (;;) {
    const history = await fetch();
    const events = history.events?.length ?? 0;
    if (events === before) return history;
    before = events;
    await pause(1_000);
  }
}
