import { describe, expect, it } from 'vitest';
import { restrictedAccess } from '../access/access-key.ts';
import {
  aGrant,
  aPayment,
  aSubscriber,
  DISABLED,
  day,
  expiring,
  FULL,
  inShort,
  OTHER_FULL,
  REMOVED,
  settled,
  stepsOf,
} from '../../test/support/a-member.ts';
import { applyStep } from './apply-step.ts';
import { DAY } from './days.ts';
import { nextSteps } from './next-steps.ts';
import { recordTrouble } from './retry.ts';

const month = aPayment('p1', 0, 30);
const RESTRICTED = restrictedAccess(['a']);

describe('a renewal', () => {
  it('before the end is confirmed and changes nothing else', () => {
    const facts = aSubscriber([month, { ...aPayment('p2', 30, 60), isAnnounced: true }]);

    expect(stepsOf(facts, day(20))).toEqual(['subscriptionRenewed payment/p2']);
  });

  it('after the end places the member anew where access was removed', () => {
    const gone = settled(aSubscriber([month]), day(30)).facts;
    const back = { ...gone, payments: [...gone.payments, { ...aPayment('p2', 33, 63), isAnnounced: true }] };

    expect(gone.grants).toEqual([]);
    expect(settled(back, day(33)).done.map(inShort)).toContain('place p2');
  });

  it('on another plan changes the libraries when its window begins', () => {
    const grant = aGrant(['p1'], { wants: { p1: FULL, p2: OTHER_FULL } });
    const facts = aSubscriber([month, aPayment('p2', 30, 60)], { grants: [grant] });

    expect(stepsOf(facts, day(30) - 1)).toEqual([]);
    expect(stepsOf(facts, day(30))).toEqual([`access g1 ${OTHER_FULL}`]);
  });

  it('turns a removal back that has not reached the server yet', () => {
    const grant = aGrant(['p2'], { desired: REMOVED });
    const facts = aSubscriber([month, aPayment('p2', 31, 61)], { grants: [grant] });

    expect(stepsOf(facts, day(31))).toEqual([`access g1 ${FULL}`]);
  });
});

describe('expiry modes', () => {
  const stays = { wantsRestricted: RESTRICTED };

  it.each([
    { mode: 'remove_now', days: 0, access: REMOVED, standing: 'expired' },
    { mode: 'remove_now', days: 30, access: REMOVED, standing: 'expired' },
    { mode: 'unshare_then_remove', days: 30, access: DISABLED, standing: 'restricted' },
    { mode: 'unshare_then_remove', days: 0, access: REMOVED, standing: 'expired' },
    { mode: 'restrict_then_remove', days: 30, grant: stays, access: RESTRICTED, standing: 'restricted' },
    { mode: 'restrict_then_remove', days: 30, access: DISABLED, standing: 'restricted' },
    { mode: 'restrict_then_remove', days: 0, grant: stays, access: REMOVED, standing: 'expired' },
  ] as const)(
    '$mode with $days days leaves $access at the end',
    ({ mode, days, access, standing, ...row }) => {
      const grants = [aGrant(['p1'], 'grant' in row ? row.grant : {})];
      const facts = aSubscriber([month], { settings: expiring(mode, days), grants });

      expect(settled(facts, day(30)).done.map(inShort)).toEqual([
        `access g1 ${access}`,
        `subscriptionExpired expired/${day(30)}`,
      ]);
      expect(nextSteps(facts, day(30)).standing).toBe(standing);
    },
  );

  const restricting = aSubscriber([month], {
    settings: expiring('restrict_then_remove', 7),
    grants: [aGrant(['p1', 'p2'], { wantsRestricted: RESTRICTED })],
  });

  it('S22: unpaid, a member is restricted at T and deleted at T+N', () => {
    const atEnd = settled(restricting, day(30));
    const justBefore = nextSteps(atEnd.facts, day(37) - 1);
    const deleted = settled(atEnd.facts, day(37));

    expect(atEnd.outlook).toMatchObject({ standing: 'restricted', wakeAt: day(37) });
    expect(justBefore.steps).toEqual([]);
    expect(deleted.done.map(inShort)).toEqual(['access g1 removed', 'accessRemoved removed/g1']);
    expect(deleted.outlook).toMatchObject({ standing: 'expired', wakeAt: null });
    expect(deleted.facts.grants).toEqual([]);
  });

  it('S22: a renewal at T+N-1 restores and stops the deletion', () => {
    const { facts } = settled(restricting, day(30));
    const renewed = settled({ ...facts, payments: [month, aPayment('p2', 36, 66)] }, day(36));

    expect(renewed.done.map(inShort)).toEqual([`access g1 ${FULL}`]);
    expect(renewed.outlook.standing).toBe('active');
    expect(nextSteps(renewed.facts, day(37)).steps).toEqual([]);
  });

  it('a restricted member says until when the account is kept', () => {
    const { outlook } = settled(restricting, day(30));

    expect(outlook.because).toEqual([
      { code: 'paymentEnded', paymentId: 'p1', until: day(30) },
      { code: 'restrictedUntilDeleted', grantId: 'g1', until: day(37) },
    ]);
  });

  it('a removal that was decided is not softened by a later change of the mode', () => {
    const facts = aSubscriber([month], {
      grants: [aGrant(['p1'], { desired: REMOVED })],
      settings: expiring('unshare_then_remove', 30),
    });

    expect(stepsOf(facts, day(31))).toContain('access g1 removed');
  });

  it('an account that was never seen is removed all the same, since the server may have made it', () => {
    const facts = aSubscriber([month], { grants: [aGrant(['p1'], { desired: REMOVED, observed: 'none' })] });

    expect(stepsOf(facts, day(31))).toContain('access g1 removed');
  });
});

describe('a server that no longer fits', () => {
  const unfitting = aGrant([], { id: 'old' });

  it('S67: the new place comes first, the old one is left after it stands', () => {
    const facts = aSubscriber([month], { grants: [unfitting] });
    const placed = applyStep(facts, { kind: 'placeMember', paymentId: 'p1' }, day(1));

    expect(stepsOf(facts, day(1))).toEqual(['place p1']);
    expect(stepsOf(placed, day(1))).toEqual(['access forecast/p1 full:forecast:']);
    expect(settled(facts, day(1)).done.map(inShort)).toEqual([
      'place p1',
      'access forecast/p1 full:forecast:',
      'access old removed',
      'mediaServerInvitation invitation/forecast/p1',
    ]);
    expect(settled(facts, day(1)).facts.grants.map(({ id }) => id)).toEqual(['forecast/p1']);
  });

  it('the old place is kept while the new one is not seen to work', () => {
    const pending = aGrant(['p1'], { id: 'new', observed: 'none' });
    const facts = aSubscriber([month], { grants: [unfitting, pending] });

    expect(stepsOf(facts, day(1))).toEqual([`access new ${FULL}`]);
    expect(nextSteps(facts, day(1)).standing).toBe('active');
  });

  it('a removal that was decided goes on while the new place is looked for', () => {
    const facts = aSubscriber([month], { grants: [aGrant([], { desired: REMOVED })] });

    expect(stepsOf(facts, day(1))).toEqual(['place p1', 'access g1 removed']);
  });

  it('a member on two fitting servers keeps both up to date', () => {
    const grants = [aGrant(['p1'], { id: 'one' }), aGrant(['p1'], { id: 'two', observed: DISABLED })];

    expect(stepsOf(aSubscriber([month], { grants }), day(1))).toEqual([`access two ${FULL}`]);
  });

  it('a renewal brings back the place that was kept rather than one that was given up', () => {
    const grants = [
      aGrant(['p1'], { id: 'left', desired: REMOVED }),
      aGrant(['p1'], { id: 'kept', desired: DISABLED, observed: DISABLED }),
    ];

    expect(stepsOf(aSubscriber([month], { grants }), day(1))).toEqual([
      `access kept ${FULL}`,
      'access left removed',
    ]);
  });

  it('S66: a member keeps a fitting place in use rather than one that was given up', () => {
    const facts = aSubscriber([month], {
      grants: [aGrant(['p1'], { id: 'left', desired: REMOVED }), aGrant(['p1'], { id: 'used' })],
    });

    expect(stepsOf(facts, day(1))).toEqual(['access left removed']);
  });
});

describe('level-triggered', () => {
  it('E3: a lapsed member woken 50 times causes one remote call', () => {
    let facts = aSubscriber([month]);
    const calls: string[] = [];
    for (let wake = 0; wake < 50; wake += 1) {
      for (const step of nextSteps(facts, day(30) + wake).steps) {
        calls.push(inShort(step));
        facts = applyStep(facts, step, day(30) + wake);
      }
    }

    expect(calls).toEqual(['access g1 removed', `subscriptionExpired expired/${day(30)}`]);
  });

  it('an access that the server has lost or changed is set again', () => {
    const facts = aSubscriber([month], { grants: [aGrant(['p1'], { observed: DISABLED })] });

    expect(stepsOf(facts, day(1))).toEqual([`access g1 ${FULL}`]);
  });

  it('E8: an edit of any setting but the mode moves no end', () => {
    const facts = aSubscriber([month]);
    const edited = {
      ...facts,
      settings: { ...facts.settings, reminders: { enabled: false, daysPrior: [] } },
    };

    expect(nextSteps(edited, day(10)).entitledUntil).toBe(nextSteps(facts, day(10)).entitledUntil);
  });
});

describe('the next look', () => {
  it('is the earliest of windows, reminders, deletion and retries', () => {
    const facts = aSubscriber([month], { grants: [aGrant(['p1'], { observed: 'none' })] });
    const failing = recordTrouble(facts, { stepKey: 'access/g1', type: 'GatewayUnreachable' }, day(1));

    expect(nextSteps(facts, day(1)).wakeAt).toBe(day(27));
    expect(nextSteps(failing, day(1)).wakeAt).toBe(day(1) + 5000);
    expect(nextSteps(aSubscriber([month]), day(28)).wakeAt).toBe(day(29));
    expect(nextSteps(aSubscriber([month]), day(29)).wakeAt).toBe(day(30));
    expect(nextSteps(aSubscriber([month]), day(29)).wakeAt).toBe(day(29) + DAY);
  });

  it('passes over reminders that were sent', () => {
    const facts = aSubscriber([month], { notices: [`reminder/${day(30)}/3`] });

    expect(nextSteps(facts, day(20)).wakeAt).toBe(day(29));
  });
});
