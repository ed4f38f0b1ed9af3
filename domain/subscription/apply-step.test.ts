import { describe, expect, it } from 'vitest';
import {
  aGrant,
  aMember,
  aPayment,
  aSubscriber,
  DISABLED,
  day,
  expiring,
  FULL,
  REMOVED,
} from '../../test/support/a-member.ts';
import { applyStep } from './apply-step.ts';
import { recordTrouble } from './retry.ts';

const month = aPayment('p1', 0, 30);
const removal = { kind: 'setAccess', grantId: 'g1', access: REMOVED, paymentId: null } as const;

describe('a step that worked', () => {
  it('placeMember adds a grant that fits every payment and is not seen yet', () => {
    const { grants } = applyStep(
      aMember({ payments: [month, aPayment('p2', 30, 60)] }),
      { kind: 'placeMember', paymentId: 'p1' },
      day(0),
    );

    expect(grants).toHaveLength(1);
    expect(grants[0]).toMatchObject({
      id: 'forecast/p1',
      observed: 'none',
      hasCredentials: false,
      isHandedOver: false,
    });
    expect(Object.keys(grants[0]?.wants ?? {})).toEqual(['p1', 'p2']);
  });

  it('setAccess on an account that was not there makes one, with credentials to hand over', () => {
    const facts = aSubscriber([month], { grants: [aGrant(['p1'], { observed: 'none' })] });

    const { grants } = applyStep(
      facts,
      { kind: 'setAccess', grantId: 'g1', access: FULL, paymentId: 'p1' },
      day(0),
    );

    expect(grants).toEqual([aGrant(['p1'], { hasCredentials: true })]);
  });

  it('setAccess on an account that was there makes no new credentials', () => {
    const facts = aSubscriber([month], { grants: [aGrant(['p1'], { observed: DISABLED })] });

    const { grants } = applyStep(
      facts,
      { kind: 'setAccess', grantId: 'g1', access: FULL, paymentId: 'p1' },
      day(0),
    );

    expect(grants).toEqual([aGrant(['p1'])]);
  });

  it('a removal at the end drops the grant', () => {
    expect(applyStep(aSubscriber([month]), removal, day(30)).grants).toEqual([]);
  });

  it('a later deletion keeps the grant until the member is told', () => {
    const facts = aSubscriber([month], { settings: expiring('unshare_then_remove', 7) });
    const removed = applyStep(facts, removal, day(37));
    const told = applyStep(
      removed,
      { kind: 'sendNotice', key: 'removed/g1', event: 'accessRemoved', about: 'g1' },
      day(37),
    );

    expect(removed.grants).toEqual([aGrant(['p1'], { desired: REMOVED, observed: REMOVED })]);
    expect(told.grants).toEqual([]);
    expect(told.notices).toEqual(['removed/g1']);
  });

  it('a deletion at the end itself drops the grant', () => {
    const facts = aSubscriber([month], { settings: expiring('unshare_then_remove', 0) });

    expect(applyStep(facts, removal, day(30)).grants).toEqual([]);
  });

  it('a late deletion of an account that was never seen drops the grant without a word', () => {
    const facts = aSubscriber([month], {
      grants: [aGrant(['p1'], { observed: 'none' })],
      settings: expiring('unshare_then_remove', 7),
    });

    expect(applyStep(facts, removal, day(40)).grants).toEqual([]);
  });

  it('a move drops the old grant without a word about removal', () => {
    const facts = aSubscriber([month], { settings: expiring('unshare_then_remove', 7) });

    expect(applyStep(facts, removal, day(10)).grants).toEqual([]);
  });

  it('sendNotice remembers the key', () => {
    const { notices } = applyStep(
      aMember({ notices: ['a'] }),
      { kind: 'sendNotice', key: 'b', event: 'subscriptionExpired', about: null },
      day(0),
    );

    expect(notices).toEqual(['a', 'b']);
  });

  it('clears its own trouble and no other', () => {
    const troubled = ['access/g1', 'access/g2', 'place'].reduce(
      (facts, stepKey) => recordTrouble(facts, { stepKey, type: 'GatewayUnreachable' }, day(0)),
      aSubscriber([month]),
    );

    expect(Object.keys(applyStep(troubled, removal, day(30)).troubles)).toEqual(['access/g2', 'place']);
  });
});
