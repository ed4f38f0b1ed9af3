import { describe, expect, it } from 'vitest';
import { needsTrialFirst, type TrialApplicant, trialRefusal, type TrialRules } from './eligibility.ts';

const newcomer: TrialApplicant = {
  isAdministrator: false,
  isPermanent: false,
  isFlagged: false,
  hadTrial: false,
  hasSubscribed: false,
};
const rules: TrialRules = { enabled: true, force: false, maxMembers: 5 };

describe('a trial', () => {
  it.each([
    ['may be started by somebody new', {}, {}, 4, null],
    ['is refused where trials are off', {}, { enabled: false }, 0, 'trialsOff'],
    ['is refused when the cap is reached', {}, {}, 5, 'noTrialLeft'],
    ['is refused when the cap was lowered below what runs', {}, {}, 9, 'noTrialLeft'],
    ['has no cap at 0', {}, { maxMembers: 0 }, 1000, null],
    ['is refused a second time', { hadTrial: true }, {}, 0, 'hadTrial'],
    ['is refused after a subscription', { hasSubscribed: true }, {}, 0, 'subscribedBefore'],
    ['is refused to the flagged', { isFlagged: true }, {}, 0, 'accountChangeRequired'],
    ['is refused to the permanent', { isPermanent: true }, {}, 0, 'permanent'],
    ['is refused to administrators', { isAdministrator: true }, {}, 0, 'administrator'],
    ['says what stays so before what may change', { hadTrial: true }, {}, 5, 'hadTrial'],
  ] as const)('%s', (_title, person, changed, running, expected) => {
    expect(trialRefusal({ ...newcomer, ...person }, { ...rules, ...changed }, running)).toBe(expected);
  });
});

describe('buying where a trial comes first', () => {
  const forced = { ...rules, force: true };

  it.each([
    ['waits for a newcomer', {}, forced, true],
    ['waits while the newcomer has to change the account', { isFlagged: true }, forced, true],
    ['is open during and after a trial', { hadTrial: true }, forced, false],
    ['is open to who had access before', { hasSubscribed: true }, forced, false],
    ['is open to administrators', { isAdministrator: true }, forced, false],
    ['is open where trials are off', {}, { ...forced, enabled: false }, false],
    ['is open where no trial is asked for', {}, rules, false],
  ] as const)('%s', (_title, person, inForce, expected) => {
    expect(needsTrialFirst({ ...newcomer, ...person }, inForce)).toBe(expected);
  });
});
