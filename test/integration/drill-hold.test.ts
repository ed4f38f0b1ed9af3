import { expect, it } from 'vitest';
import { hold } from '../drills/hold.ts';
import { report } from '../drills/report.ts';

/** `npm run drill -- hold` is the whole of it, with 300 members. */
it('of thirty members the twelve who lapsed in 40 days of silence are removed, once, after an admin released them', async () => {
  const lines: string[] = [];
  const outcome = report((line) => lines.push(line));

  await hold({ members: 30, lapsed: 12 }, outcome);

  expect(outcome.failed, ['npm run drill -- hold', ...lines].join('\n')).toBe(0);
}, 300_000);
