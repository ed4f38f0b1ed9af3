import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { arbitraryMember } from '../../test/support/arbitrary-member.ts';
import {
  aGrant,
  aPayment,
  aSubscriber,
  day,
  DISABLED,
  expiring,
  OTHER_FULL,
} from '../../test/support/a-member.ts';
import { DAY } from '../subscription/days.ts';
import { differenceFor } from './dry-run.ts';
import { planOf } from './fleet-plan.ts';

const month = aPayment('p1', 0, 30);
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

describe('the plan of a fleet', () => {
  it('names the reminders, the end and the removal of a member by day', () => {
    const facts = aSubscriber([month], { settings: expiring('unshare_then_remove', 7) });

    const plan = planOf(facts, { now: day(0), until: day(60), dayOf });

    expect(plan.map(({ day: date, kind }) => `${date} ${kind}`)).toEqual([
      `${dayOf(day(27))} reminder`,
      `${dayOf(day(29))} reminder`,
      `${dayOf(day(30))} ends`,
      `${dayOf(day(37))} removal`,
    ]);
  });

  it('counts a kind once for each member and day', () => {
    fc.assert(
      fc.property(arbitraryMember({ now: day(0) }), ({ facts }) => {
        const keys = planOf(facts, { now: day(0), until: day(60), dayOf }).map(
          ({ day: date, kind }) => `${date} ${kind}`,
        );
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a dry run', () => {
  const settings = { today: expiring('remove_now', 0), gentle: expiring('unshare_then_remove', 7) };

  it('moves the removal of a member whose time ends by the days that accounts are kept', () => {
    const before = aSubscriber([month], { settings: settings.today });
    const after = { ...before, settings: settings.gentle };

    expect(differenceFor({ before, after }, day(10), day(60))).toEqual({
      memberId: 'm1',
      gone: [{ at: day(30), kind: 'removal' }],
      added: [{ at: day(37), kind: 'removal' }],
      losesAtOnce: null,
      paidUntil: day(30),
      changesAccessAtOnce: false,
    });
  });

  it('names who would get other libraries as soon as it is saved', () => {
    const before = aSubscriber([month], { settings: settings.today });
    const after = {
      ...before,
      grants: before.grants.map((grant) => ({ ...grant, wants: { p1: OTHER_FULL } })),
    };

    expect(differenceFor({ before, after }, day(10), day(60))).toMatchObject({
      gone: [],
      added: [],
      losesAtOnce: null,
      changesAccessAtOnce: true,
    });
  });

  it('names who would lose their account as soon as it is saved', () => {
    const kept = aGrant(['p1'], { desired: DISABLED, observed: DISABLED });
    const restricted = aSubscriber([month], { grants: [kept], settings: settings.gentle });
    const after = { ...restricted, settings: settings.today };

    const found = differenceFor({ before: restricted, after }, day(32), day(60));

    expect(found).toMatchObject({ losesAtOnce: 'account', gone: [{ at: day(37), kind: 'removal' }] });
  });

  it('names who is spared today, and what they would lose once the site no longer only observes', () => {
    const after = aSubscriber([month], { settings: settings.gentle });
    const before = { ...after, settings: { ...settings.gentle, observeOnly: true } };

    expect(differenceFor({ before, after }, day(32), day(60))).toEqual({
      memberId: 'm1',
      gone: [],
      added: [
        { at: day(32), kind: 'ends' },
        { at: day(37), kind: 'removal' },
      ],
      losesAtOnce: 'access',
      paidUntil: day(30),
      changesAccessAtOnce: false,
    });
  });

  it('adds the removal alone to an end that comes while the site only observes', () => {
    const after = aSubscriber([month], { settings: settings.today });
    const before = { ...after, settings: { ...settings.today, observeOnly: true } };

    expect(differenceFor({ before, after }, day(10), day(60))).toMatchObject({
      gone: [],
      added: [{ at: day(30), kind: 'removal' }],
      losesAtOnce: null,
    });
  });

  it('finds nothing where nothing changes, whoever the member is', () => {
    fc.assert(
      fc.property(arbitraryMember({ now: day(0) }), ({ facts }) => {
        expect(differenceFor({ before: facts, after: facts }, day(0), day(0) + 60 * DAY)).toBeNull();
      }),
      { numRuns: 200 },
    );
  });

  it('finds no difference for a permanent member', () => {
    const before = aSubscriber([month], { isPermanent: true, settings: settings.today });

    expect(
      differenceFor({ before, after: { ...before, settings: settings.gentle } }, day(10), day(60)),
    ).toBeNull();
  });
});
