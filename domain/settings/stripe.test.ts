import { describe, expect, it } from 'vitest';
import { payments } from './payments.ts';
import { stripe } from './stripe.ts';

describe('the settings of the transaction sync', () => {
  it('are off on a site that never saved any, every hour and three days back', () => {
    expect(stripe.schema.parse({ enabled: true })).toMatchObject({ transactionSync: false });
    expect(payments.schema.parse({})).toMatchObject({ syncPeriodMinutes: 60, syncLookBackHours: 72 });
  });

  it.each([
    [{ transactionSync: true }, ['secretKey']],
    [{ transactionSync: true, secretKey: 'sk_test_1' }, []],
    [{ transactionSync: false }, []],
  ])('with %j name %j as wrong: what is read needs a key', (value, fields) => {
    expect(Object.keys(stripe.check?.(stripe.schema.parse(value)) ?? {})).toEqual(fields);
  });

  it.each([
    [{ syncPeriodMinutes: 14 }, false],
    [{ syncPeriodMinutes: 15 }, true],
    [{ syncPeriodMinutes: 1440 }, true],
    [{ syncPeriodMinutes: 1441 }, false],
    [{ syncLookBackHours: 0 }, false],
    [{ syncLookBackHours: 1 }, true],
    [{ syncLookBackHours: 744 }, true],
    [{ syncLookBackHours: 745 }, false],
  ])('with %j are taken: %s', (value, isTaken) => {
    expect(payments.schema.safeParse(value).success).toBe(isTaken);
  });
});
