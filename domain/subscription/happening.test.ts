import { describe, expect, it } from 'vitest';
import { aGrant, aMember, aPayment, aSubscriber, day, expiring } from '../../test/support/a-member.ts';
import { forecast } from './forecast.ts';
import { happeningOf } from './happening.ts';

function happenings(facts: Parameters<typeof forecast>[0], from: number, to: number) {
  return forecast(facts, day(from), day(to)).flatMap((entry) => {
    const what = happeningOf(entry);
    return what === null ? [] : [`${(entry.at - day(0)) / 86_400_000} ${what}`];
  });
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

  it('is nothing for a permanent member', () => {
    expect(happenings(aMember({ isPermanent: true, grants: [aGrant([])] }), 0, 400)).toEqual([]);
  });
});
