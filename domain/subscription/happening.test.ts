import { describe, expect, it } from 'vitest';
import {
  aGrant,
  aMember,
  aPayment,
  aSubscriber,
  day,
  DISABLED,
  expiring,
  OTHER_FULL,
} from '../../test/support/a-member.ts';
import { DAY } from './days.ts';
import type { MemberFacts } from './facts.ts';
import { forecast } from './forecast.ts';
import { happeningsOf } from './happening.ts';

function happenings(facts: MemberFacts, from: number, to: number) {
  const entries = forecast(facts, day(from), day(to));
  return happeningsOf(facts, entries).map(({ at, kind }) => `${(at - day(0)) / DAY} ${kind}`);
}

describe('what happens to a member', () => {
  it('is two reminders, the end and the removal of one whose time runs out', () => {
    const facts = aSubscriber([aPayment('p1', 0, 30)]);
    const seen = happenings(facts, 10, 40);
    expect(seen).toContain('27 reminder');
    expect(seen).toContain('29 reminder');
    expect(seen).toContain('30 removal');
    expect(seen.filter((text) => text.endsWith('ends'))).toEqual(['30 ends']);
  });

  it('is an end and, days later, a removal where accounts are kept for a while', () => {
    const facts = aSubscriber([aPayment('p1', 0, 30)], { settings: expiring('unshare_then_remove', 7) });
    const seen = happenings(facts, 10, 40);
    expect(seen.filter((text) => text.endsWith('ends'))).toEqual(['30 ends']);
    expect(seen).toContain('37 removal');
    expect(seen).not.toContain('30 removal');
  });

  it('is a beginning for one who has paid and has no place yet', () => {
    expect(happenings(aMember({ payments: [aPayment('p1', 0, 30)] }), 1, 2)).toContain('1 begins');
  });

  it('is a beginning where a disabled account is opened again, not where an open one changes', () => {
    const payment = aPayment('p1', 0, 30);
    const returning = aGrant(['p1'], { desired: DISABLED, observed: DISABLED });
    expect(happenings(aMember({ payments: [payment], grants: [returning] }), 1, 2)).toEqual(['1 begins']);
    const regrouped = aGrant(['p1'], { wants: { p1: OTHER_FULL } });
    expect(happenings(aMember({ payments: [payment], grants: [regrouped] }), 1, 2)).toEqual([]);
  });

  it('is nothing for a permanent member', () => {
    expect(happenings(aMember({ isPermanent: true, grants: [aGrant([])] }), 0, 400)).toEqual([]);
  });
});
