import { describe, expect, it } from 'vitest';
import { durationOf, planTerms } from './terms.ts';

const terms = {
  name: ' Premium ',
  cost: '1500',
  currency: 'USD',
  durationCount: 1,
  durationUnit: 'month',
  maxStreams: 2,
  allowDownloads: false,
  allowTranscoding: true,
  groupIds: ['standard'],
};

describe('the terms of a plan', () => {
  it('are kept as given, trimmed', () => {
    expect(planTerms.parse(terms)).toEqual({ ...terms, name: 'Premium' });
    expect(durationOf(planTerms.parse(terms))).toEqual({ count: 1, unit: 'month' });
  });

  it.each([
    ['name', '  '],
    ['cost', '-1'],
    ['cost', '1.5'],
    ['currency', 'usd'],
    ['durationCount', 0],
    ['durationUnit', 'hour'],
    ['maxStreams', 0],
    ['groupIds', []],
  ])('with %s %j are refused, naming the field', (field, value) => {
    const result = planTerms.safeParse({ ...terms, [field]: value });

    expect(result.error?.issues.map(({ path }) => path[0])).toEqual([field]);
  });
});
