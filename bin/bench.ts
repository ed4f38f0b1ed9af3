import { parseArgs } from 'node:util';
import { burst } from '../test/bench/burst.ts';
import { expiry } from '../test/bench/expiry.ts';
import { fleetForecast } from '../test/bench/fleet-forecast.ts';

const usage = `Usage: npm run bench -- <name> [--n members]
  expiry            time from a window's end to the media server's own record   (n: 200)
  burst             all windows end in one second, beside a bare workflow       (n: 1000)
      --write-ms    how long the server takes over a write (20)
      --hanging     accounts whose writes get no answer (0)
  fleet-forecast    what will happen to everybody in the next 30 days           (n: 10000)`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { n: { type: 'string' }, 'write-ms': { type: 'string' }, hanging: { type: 'string' } },
});

const benches: Readonly<Record<string, () => Promise<object>>> = {
  expiry: () => expiry({ members: count(values.n, 200) }),
  burst: () =>
    burst({
      members: count(values.n, 1000),
      writeMs: count(values['write-ms'], 20),
      hanging: count(values.hanging, 0),
    }),
  'fleet-forecast': () => fleetForecast({ members: count(values.n, 10_000) }),
};

const bench = benches[positionals[0] ?? ''];
if (bench === undefined) {
  console.error(usage);
  process.exit(2);
}
// The one line on standard output; progress goes to standard error.
console.log(JSON.stringify(await bench()));
process.exit(0);

function count(text: string | undefined, byDefault: number): number {
  const number = text === undefined ? byDefault : Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  console.error(usage);
  process.exit(2);
}
