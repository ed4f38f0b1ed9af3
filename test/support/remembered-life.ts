import type { Activities } from '../../activities/index.ts';
import { applyStep } from '../../domain/subscription/apply-step.ts';
import type { Instant, MemberFacts, Step } from '../../domain/subscription/facts.ts';

export interface DoneStep {
  readonly at: Instant;
  readonly step: Step;
}

/** A member whose facts live in memory and whose steps always work: the world that a forecast assumes. */
export interface RememberedLife {
  facts: MemberFacts;
  readonly done: DoneStep[];
  readonly standings: { readonly at: Instant; readonly standing: string }[];
}

export function rememberedLife(facts: MemberFacts): RememberedLife {
  return { facts, done: [], standings: [] };
}

/** The activities that a subscription calls, over remembered members. */
export function rememberingActivities(lives: ReadonlyMap<string, RememberedLife>) {
  const lifeOf = (memberId: string) => {
    const life = lives.get(memberId);
    if (life === undefined) throw new Error('nobody remembers this member');
    return life;
  };
  const perform = (memberId: string, step: Step, now: Instant) => {
    const life = lifeOf(memberId);
    life.done.push({ at: now, step });
    life.facts = applyStep(life.facts, step, now);
  };
  return {
    loadMemberFacts: async ({ memberId }) => lives.get(memberId)?.facts ?? null,
    recordStanding: async ({ memberId, now, standing }) => {
      lifeOf(memberId).standings.push({ at: now, standing });
    },
    placeMember: async ({ memberId, paymentId, now }) =>
      perform(memberId, { kind: 'placeMember', paymentId }, now),
    setAccess: async ({ memberId, grantId, access, paymentId, now }) => {
      await perform(memberId, { kind: 'setAccess', grantId, access, paymentId }, now);
      return 'done';
    },
    askGateway: async ({ memberId, subscriptionId, now }) =>
      perform(memberId, { kind: 'askGateway', subscriptionId }, now),
    lookForPlayback: async ({ memberId, paymentId, now }) =>
      perform(memberId, { kind: 'lookForPlayback', paymentId }, now),
    requestReading: async ({ memberId, timeEnded, now }) =>
      perform(memberId, { kind: 'readPayments', timeEnded }, now),
    kickFromDiscord: async ({ memberId, timeEnded, now }) =>
      perform(memberId, { kind: 'kickFromDiscord', timeEnded }, now),
    sendNotice: async ({ memberId, key, event, about, now }) =>
      perform(memberId, { kind: 'sendNotice', key, event, about }, now),
  } satisfies Partial<Activities>;
}
