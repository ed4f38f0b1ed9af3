import { expect, it } from 'vitest';
import { howItEnded } from './how-it-ended.ts';

const well = { source: 'Cinema', target: 'Lounge', migrated: 1, repointed: 0, skipped: 0, failed: 0 };

it.each([
  [well, '1 member moved from Cinema to Lounge.'],
  [
    { ...well, migrated: 24, repointed: 2, skipped: 3, failed: 1 },
    '24 members moved from Cinema to Lounge, 2 without paid time will return there, 3 left out, 1 could not be moved.',
  ],
])('the result of a migration names only what there is', (ended, sentence) => {
  expect(howItEnded(ended)).toBe(sentence);
});
