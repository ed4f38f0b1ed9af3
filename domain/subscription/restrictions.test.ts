import { describe, expect, it } from 'vitest';
import { NONE } from '../access/access-key.ts';
import {
  aGrant,
  aMember,
  aPayment,
  aSubscriber,
  DISABLED,
  day,
  expiring,
  FULL,
  inShort,
  REMOVED,
  settled,
  stepsOf,
} from '../../test/support/a-member.ts';
import { explain } from './explain.ts';
import type { MemberFacts } from './facts.ts';
import { forecast } from './forecast.ts';
import { nextSteps } from './next-steps.ts';

const month = aPayment('p1', 0, 30);
const keeping = (mode: 'warn_then_remove' | 'warn_only' | 'none', warnDays = 0) => ({
  ...expiring(mode, 0),
  reminders: { enabled: false, daysPrior: [] },
  expiry: { mode, deleteAfterDays: 0, warnDays },
});
const inDays = (facts: MemberFacts, from: number, until: number) =>
  forecast(facts, day(from), day(until)).flatMap(({ at, step }) =>
    step === null ? [] : [`${(at - day(0)) / 86_400_000}: ${inShort(step)}`],
  );

describe('the end of the paid time where access is kept', () => {
  it('warn_then_remove warns at the end, keeps access for the days set, then removes it and says so', () => {
    const facts = aSubscriber([month], { settings: keeping('warn_then_remove', 5) });

    expect(inDays(facts, 29, 60)).toEqual([
      `30: timeEndedWarning warned/${day(30)}`,
      '35: access g1 removed',
      `35: subscriptionExpired expired/${day(30)}`,
    ]);
    expect(nextSteps(facts, day(31))).toMatchObject({
      standing: 'grace',
      wakeAt: day(35),
      entitledUntil: day(30),
      because: [{ code: 'keptAfterEnd', paymentId: 'p1', since: day(30), until: day(35) }],
    });
  });

  it('without days to warn for it is as remove_now', () => {
    const facts = aSubscriber([month], { settings: keeping('warn_then_remove', 0) });

    expect(inDays(facts, 29, 60)).toEqual([
      '30: access g1 removed',
      `30: subscriptionExpired expired/${day(30)}`,
    ]);
  });

  it.each([
    { mode: 'warn_only' as const, said: [`30: timeEndedWarning warned/${day(30)}`] },
    { mode: 'none' as const, said: [] },
  ])('$mode takes nothing away by itself', ({ mode, said }) => {
    const facts = aSubscriber([month], { settings: keeping(mode) });

    expect(inDays(facts, 29, 4000)).toEqual(said);
    expect(nextSteps(facts, day(400))).toMatchObject({ standing: 'grace', wakeAt: null });
  });

  it('a payment in that time makes the member active without a pause and drops the warning to come', () => {
    const renewed = aPayment('p2', 33, 63);
    const facts = aSubscriber([month, renewed], {
      settings: keeping('warn_then_remove', 5),
      notices: [`warned/${day(30)}`],
    });

    expect(stepsOf(facts, day(32))).toEqual([]);
    expect(nextSteps(facts, day(33))).toMatchObject({ standing: 'active', steps: [] });
    expect(stepsOf(facts, day(36))).toEqual([]);
  });

  it('who is not let in yet is let in even then', () => {
    const facts = aMember({ payments: [month], settings: keeping('warn_only') });

    expect(stepsOf(facts, day(31))).toEqual(['place p1']);
    expect(nextSteps(facts, day(31)).standing).toBe('provisioning');
  });

  it('is explained: access after the end, because it is kept', () => {
    const facts = aSubscriber([month], { settings: keeping('warn_then_remove', 5) });

    expect(explain(facts, { from: day(29), to: day(40) })).toMatchObject([
      { to: day(30), isEntitled: true, reason: { code: 'payment' } },
      { to: day(35), isEntitled: true, reason: { code: 'keptAfterEnd', until: day(35) } },
      { to: day(40), isEntitled: false, reason: { code: 'paymentEnded' } },
    ]);
  });
});

describe('a suspended member', () => {
  const suspension = { from: day(10), until: day(12) };
  const suspended = aSubscriber([month], {
    suspension,
    notices: [`reminder/${day(30)}/1`, `reminder/${day(30)}/3`],
  });

  it('loses the libraries for that time, keeps the account, and is told both times', () => {
    expect(inDays(suspended, 10, 29)).toEqual([
      `10: access g1 ${DISABLED}`,
      `10: accessSuspended suspended/${day(10)}`,
      `12: access g1 ${FULL}`,
      `12: accessRestored restored/${day(12)}`,
    ]);
    expect(nextSteps(suspended, day(11))).toMatchObject({
      standing: 'suspended',
      wakeAt: day(12),
      entitledUntil: day(30),
    });
  });

  it('whose suspension is lifted early gets the libraries back at once', () => {
    const { facts } = settled(suspended, day(10));
    const lifted = { ...facts, suspension: { from: day(10), until: day(11) } };

    expect(settled(lifted, day(11)).done.map(inShort)).toEqual([
      `access g1 ${FULL}`,
      `accessRestored restored/${day(11)}`,
    ]);
  });

  it('whose paid time ends meanwhile is treated as at any end', () => {
    const facts = { ...suspended, suspension: { from: day(10), until: day(40) } };
    const { facts: withheld } = settled(facts, day(10));

    expect(settled(withheld, day(30)).done.map(inShort)).toEqual([
      `access g1 ${REMOVED}`,
      `subscriptionExpired expired/${day(30)}`,
    ]);
    expect(nextSteps(withheld, day(30)).standing).toBe('expired');
    expect(inDays(settled(withheld, day(30)).facts, 30, 60)).toEqual([]);
  });

  it('is not let in meanwhile: an account that is not made yet waits', () => {
    const unmade = { ...suspended, grants: [aGrant(['p1'], { observed: NONE })] };

    expect(stepsOf({ ...suspended, grants: [] }, day(11))).toEqual([`accessSuspended suspended/${day(10)}`]);
    expect(stepsOf(unmade, day(11))).toEqual([`access g1 ${REMOVED}`]);
  });

  it('who is permanent is left alone', () => {
    expect(stepsOf({ ...suspended, isPermanent: true }, day(11))).toEqual([]);
  });
});

describe('a member whose account has to be changed', () => {
  const flagged = aSubscriber([month], { accountChangeRequiredAt: day(5) });

  it('is told once, keeps what is in use, and the clock runs on', () => {
    expect(inDays(flagged, 5, 60)).toEqual([
      `5: accountChangeRequired accountChange/${day(5)}`,
      `30: access g1 ${REMOVED}`,
      `30: subscriptionExpired expired/${day(30)}`,
    ]);
    expect(nextSteps(flagged, day(6)).standing).toBe('blocked');
    expect(nextSteps(flagged, day(31)).standing).toBe('blocked');
  });

  it('is given nothing new and nothing back', () => {
    const told = { ...flagged, notices: [`accountChange/${day(5)}`] };

    expect(stepsOf({ ...told, grants: [] }, day(6))).toEqual([]);
    expect(
      stepsOf({ ...told, grants: [aGrant(['p1'], { desired: DISABLED, observed: DISABLED })] }, day(6)),
    ).toEqual([]);
  });

  it('loses the account at the end itself, whatever the expiry mode would keep', () => {
    const settings = { ...expiring('unshare_then_remove', 30), reminders: { enabled: false, daysPrior: [] } };
    const facts = { ...flagged, settings, notices: [`accountChange/${day(5)}`] };

    expect(inDays(facts, 29, 80)).toEqual([
      `30: access g1 ${REMOVED}`,
      `30: subscriptionExpired expired/${day(30)}`,
    ]);
  });

  it('goes on as before once the flag is cleared', () => {
    const { accountChangeRequiredAt: _cleared, ...cleared } = flagged;

    expect(nextSteps(cleared, day(6))).toMatchObject({ standing: 'active', steps: [] });
    expect(stepsOf({ ...cleared, grants: [] }, day(6))).toEqual(['place p1']);
  });
});

describe('a member who has taken another account', () => {
  const replaced = aGrant([], { wantsPermanent: null, isReplaced: true, hasCredentials: true });
  const changed = aSubscriber([month], { grants: [replaced], notices: [`accountChanged/${day(5)}`] });

  it('keeps the old one until the new one works, and is never invited to it again', () => {
    const fresh = aGrant(['p1'], { id: 'g2', observed: NONE });

    expect(stepsOf(changed, day(6))).toEqual(['place p1']);
    expect(stepsOf({ ...changed, grants: [replaced, fresh] }, day(6))).toEqual([`access g2 ${FULL}`]);
    expect(stepsOf({ ...changed, grants: [replaced, { ...fresh, observed: FULL }] }, day(6))).toEqual([
      `access g1 ${REMOVED}`,
    ]);
  });

  it('is let in nowhere while suspended: the old one goes, the new one is made afterwards', () => {
    const suspension = { from: day(4), until: day(9) };

    expect(stepsOf({ ...changed, suspension }, day(6))).toContain(`access g1 ${REMOVED}`);
    expect(stepsOf({ ...changed, suspension }, day(6))).not.toContain('place p1');
    expect(stepsOf({ ...changed, suspension }, day(10))).toContain('place p1');
  });

  it('is told so for a week, once', () => {
    const untold = { ...changed, notices: [], accountChangedAt: day(5) };

    const told = (at: number) =>
      settled(untold, at)
        .done.map(inShort)
        .filter((step) => /Changed/.test(step));

    expect(told(day(6))).toEqual([`accountChanged accountChanged/${day(5)}`]);
    expect(told(day(12))).toEqual([]);
  });
});
