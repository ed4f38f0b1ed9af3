import { defineSearchAttributeKey, type SearchAttributeUpdatePair } from '@temporalio/common';
import { accessLevel } from '../domain/access/access-key.ts';
import type { MemberFacts, Outlook } from '../domain/subscription/facts.ts';

/** Few, typed, without personal data; registered by the worker at start. */
export const searchAttributes = {
  memberId: defineSearchAttributeKey('MemberId', 'KEYWORD'),
  standing: defineSearchAttributeKey('Standing', 'KEYWORD'),
  planId: defineSearchAttributeKey('PlanId', 'KEYWORD'),
  serverId: defineSearchAttributeKey('ServerId', 'KEYWORD'),
  nextActionAt: defineSearchAttributeKey('NextActionAt', 'DATETIME'),
  needsAttention: defineSearchAttributeKey('NeedsAttention', 'BOOL'),
} as const;

export function searchAttributesOf(
  facts: MemberFacts,
  outlook: Outlook,
  now: number,
): SearchAttributeUpdatePair[] {
  const payment = facts.payments.findLast((one) => one.from <= now) ?? null;
  const grant = facts.grants.find((one) => accessLevel(one.desired) !== 'removed') ?? null;
  const { memberId, standing, planId, serverId, nextActionAt, needsAttention } = searchAttributes;
  return [
    { key: memberId, value: facts.memberId },
    { key: standing, value: outlook.standing },
    { key: planId, value: payment?.planId ?? null },
    { key: serverId, value: grant?.serverId ?? null },
    { key: nextActionAt, value: outlook.wakeAt === null ? null : new Date(outlook.wakeAt) },
    { key: needsAttention, value: outlook.needsAttention },
  ];
}
