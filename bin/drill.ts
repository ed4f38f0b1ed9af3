import { parseArgs } from 'node:util';
import { firstLife } from '../test/drills/first-life.ts';
import { hold } from '../test/drills/hold.ts';
import { newSeed } from '../test/drills/random.ts';
import { report } from '../test/drills/report.ts';
import { temporalLost } from '../test/drills/temporal-lost.ts';

const usage = `Usage: npm run drill -- <name> [--seed n]
  first-life        50 members live a run together while every part is killed in turn
      --members     how many (50)
      --kills       how often something is killed (20)
  hold              40 days of silence: who lapsed meanwhile is removed only once an admin has released them
      --members     how many (300)
      --lapsed      how many of them lapse (120)
  temporal-lost     Temporal's file is gone, after a stop and under the running site`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    members: { type: 'string' },
    kills: { type: 'string' },
    lapsed: { type: 'string' },
  },
});

const STORM_MS = 120_000;

const drills: Readonly<Record<string, (seed: number, log: ReturnType<typeof report>) => Promise<void>>> = {
  'first-life': (seed, log) => {
    const [members, kills] = [count(values.members, 50), count(values.kills, 20)];
    return firstLife({ seed, members, kills, stormMs: STORM_MS, isMeasured: true }, log);
  },
  hold: (_seed, log) => hold({ members: count(values.members, 300), lapsed: count(values.lapsed, 120) }, log),
  'temporal-lost': (seed, log) => temporalLost({ seed }, log),
};

const drill = drills[positionals[0] ?? ''];
if (drill === undefined) fail();
const seed = count(values.seed, newSeed());
const outcome = report((line) => console.log(line));
console.log(`seed ${seed}`);
await drill(seed, outcome);
console.log(`${outcome.passed} passed, ${outcome.failed} failed`);
process.exit(outcome.failed === 0 ? 0 : 1);

function count(text: string | undefined, byDefault: number): number {
  const number = text === undefined ? byDefault : Number(text);
  return Number.isInteger(number) && number >= 0 ? number : fail();
}

function fail(): never {
  console.error(usage);
  process.exit(2);
}
