import { describe, expect, it } from 'vitest';
import { mayRegister } from './registration.ts';

const all = [true, false];

/** The rows of the registration table (product.md 1.1), in their order. */
function row(rules: { enabled: boolean; open: boolean }, isMember: boolean, isReferred: boolean): boolean {
  if (!rules.enabled) return false;
  if (rules.open) return true;
  return isMember ? true : isReferred;
}

const cases = all.flatMap((enabled) =>
  all.flatMap((open) =>
    all.flatMap((isMember) =>
      all.flatMap((hasReferrer) =>
        all.map((allowReferred) => ({ enabled, open, isMember, hasReferrer, allowReferred })),
      ),
    ),
  ),
);

describe('registering', () => {
  it.each(cases)('S27: with %j follows the table', ({ isMember, hasReferrer, ...rules }) => {
    const expected = row(rules, isMember, hasReferrer && rules.allowReferred);

    expect(mayRegister({ isMember, hasReferrer }, rules)).toBe(expected);
  });
});
