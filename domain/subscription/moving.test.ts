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
  inShort,
  REMOVED,
  settled,
  stepsOf,
} from '../../test/support/a-member.ts';
import { NONE } from '../access/access-key.ts';
import { applyStep } from './apply-step.ts';
import type { GrantFact, MemberFacts, Step, Trouble } from './facts.ts';
import { nextSteps } from './next-steps.ts';

const NOW = day(10);
const month = aPayment('p1', 0, 30);
const leaving = aGrant([], { moveTo: 's2', wantsPermanent: null });
const target = aGrant(['p1'], { id: 'g2', serverId: 's2', isMove: true });
const making: GrantFact = { ...target, observed: NONE };
const failed: Trouble = { attempts: 9, type: 'GatewayRequestRejected', since: day(9), retryAt: day(11) };

function moving(grants: readonly GrantFact[], changes: Partial<MemberFacts> = {}): MemberFacts {
  return aSubscriber([month], { grants, ...changes });
}

describe('a member who is moved to another server', () => {
  it('is placed first, and keeps what they have meanwhile', () => {
    const facts = moving([leaving]);
    expect(stepsOf(facts, NOW)).toEqual(['place p1']);
    expect(nextSteps(facts, NOW)).toMatchObject({ standing: 'active', entitledUntil: day(30) });
    expect(stepsOf(moving([leaving, making]), NOW)).toEqual([`access g2 ${FULL}`]);
    expect(
      stepsOf(
        moving([leaving, { ...making, isHandedOver: true }], { troubles: { 'access/g2': failed } }),
        NOW,
      ),
    ).toEqual([]);
  });

  it('is not moved from an account that is on its way out, whichever of the two steps works first', () => {
    const out = moving([{ ...leaving, desired: REMOVED }]);
    const steps = nextSteps(out, NOW).steps;
    const after = (order: readonly Step[]) =>
      settled(
        order.reduce((facts, step) => applyStep(facts, step, NOW), out),
        NOW,
      ).done.map(inShort);

    expect(steps.map(inShort)).toEqual(['place p1', 'access g1 removed']);
    expect(after(steps)).toEqual(after([...steps].reverse()));
  });

  it('loses the old account once the new one stands, and is told once', () => {
    expect(stepsOf(moving([leaving, { ...target, hasCredentials: true }]), NOW)).toEqual([
      'access g1 removed',
    ]);
    expect(stepsOf(moving([{ ...target, hasCredentials: true }]), NOW)).toEqual([
      'serverChanged invitation/g2',
    ]);
    expect(stepsOf(moving([target]), NOW)).toEqual([]);
  });

  it.each([
    ['active', aSubscriber([month], { grants: [leaving] })],
    ['permanent', aMember({ isPermanent: true, grants: [leaving] })],
  ])('M35: stays %s, and the paid time and what was told stay as they are', (standing, facts) => {
    const { done, facts: after, outlook } = settled(facts, NOW);

    expect(nextSteps(facts, NOW).standing).toBe(standing);
    expect(outlook.standing).toBe(standing);
    expect(outlook.entitledUntil).toBe(nextSteps(facts, NOW).entitledUntil);
    expect(after.payments).toEqual(facts.payments);
    const placed = facts.isPermanent ? 'permanent' : 'p1';
    expect(done.map(inShort)).toEqual([
      `place ${placed}`,
      expect.stringMatching(/^access forecast.* full/),
      'access g1 removed',
      `serverChanged invitation/forecast/${placed}`,
    ]);
  });

  it('keeps the old account beside the new one while the site only observes', () => {
    const settings = { ...expiring('remove_now', 0), observeOnly: true };
    const { outlook, facts } = settled(moving([leaving, making], { settings }), NOW);

    expect(outlook.standing).toBe('active');
    expect(facts.grants.map(({ id, observed }) => [id, observed])).toEqual([
      ['g1', FULL],
      ['g2', FULL],
    ]);
  });

  it('stays where they are once the move was taken back', () => {
    const { moveTo: _to, ...back } = aGrant(['p1']);
    const given = { ...making, isReplaced: true, wants: {}, wantsPermanent: null };

    expect(stepsOf(moving([back, given]), NOW)).toEqual([`access g2 ${REMOVED}`]);
  });

  it('whose time ends meanwhile has what the settings leave, and is placed on return', () => {
    const settings = expiring('unshare_then_remove', 7);
    const notices = [`expired/${day(30)}`];
    const ended = moving([leaving], { settings, notices });

    expect(stepsOf(ended, day(30))).toEqual([`access g1 ${DISABLED}`]);
    const kept = { ...leaving, desired: DISABLED, observed: DISABLED };
    const back = moving([kept], { payments: [month, aPayment('p2', 31, 61)], notices });
    expect(stepsOf(back, day(31))).toEqual(['place p2']);
  });

  it('while suspended keeps both accounts closed and is given nothing new', () => {
    const suspension = { from: day(9), until: day(12) };
    const told = { suspension, notices: [`suspended/${day(9)}`] };

    expect(stepsOf(moving([leaving, target], told), NOW)).toEqual([
      `access g1 ${DISABLED}`,
      `access g2 ${DISABLED}`,
    ]);
    expect(stepsOf(moving([leaving], told), NOW)).toEqual([`access g1 ${DISABLED}`]);
  });

  it('is no case for the admins while the old account stands: the migration reports what fails', () => {
    const troubles = { 'access/g2': failed };
    const told = (grants: readonly GrantFact[]) =>
      settled(moving(grants, { troubles }), NOW).done.map(inShort);

    expect(told([leaving, making])).toEqual([]);
    expect(told([making])).toEqual([`provisioningFailed trouble/access/g2/${day(9)}`]);
  });
});
