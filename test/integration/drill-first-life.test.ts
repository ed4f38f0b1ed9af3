import { expect, it } from 'vitest';
import { firstLife } from '../drills/first-life.ts';
import { newSeed } from '../drills/random.ts';
import { report } from '../drills/report.ts';

/** A few members and one blow to each part; `npm run drill -- first-life` is the whole of it. */
const SHORT = { members: 8, kills: 4, stormMs: 12_000, isMeasured: false } as const;

it('eight members live their first life while worker, api, Postgres and Temporal are killed in turn', async () => {
  const seed = newSeed();
  const lines: string[] = [];
  const outcome = report((line) => lines.push(line));

  await firstLife({ seed, ...SHORT }, outcome);

  const told = [`npm run drill -- first-life --seed ${seed}`, ...lines].join('\n');
  expect(outcome.failed, told).toBe(0);
}, 300_000);
