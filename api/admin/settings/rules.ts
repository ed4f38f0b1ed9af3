import type { Kysely } from 'kysely';
import { listGroups } from '../../../db/queries/library-groups.ts';
import { hasAnyPayment, hasPlanOnSale } from '../../../db/queries/settings-panel.ts';
import { hasTrialPlan } from '../../../db/queries/trial-plans.ts';
import type { DB } from '../../../db/schema.ts';
import { isCurrency, parseMoney } from '../../../domain/money/currency.ts';
import type { SectionValue, Settings } from '../../../domain/settings/index.ts';
import type { TypedSection } from './typed.ts';

type Reasons = Record<string, string>;

/** Rules that need more than the section itself; field -> reason, empty when all is well. */
export async function ruleBreaks(db: Kysely<DB>, typed: TypedSection, before: Settings): Promise<Reasons> {
  if (typed.key === 'payments')
    return await currencyBreaks(db, typed.value as SectionValue<'payments'>, before);
  if (typed.key === 'subscriptions')
    return await subscriptionBreaks(db, typed.value as SectionValue<'subscriptions'>, before);
  if (typed.key === 'trial')
    return await trialBreaks(db, typed.value as SectionValue<'trial'>, before.trial.enabled);
  if (typed.key === 'referral')
    return referralBreaks(typed.value as SectionValue<'referral'>, before.payments.currency);
  return {};
}

function referralBreaks({ minimum, maximum }: SectionValue<'referral'>, currency: string): Reasons {
  const isNone = (amount: string) => parseMoney(amount, currency) === null;
  const reason = `An amount in ${currency}, such as 0 or 1`;
  return {
    ...(isNone(minimum) ? { minimum: reason } : {}),
    ...(maximum !== '' && isNone(maximum) ? { maximum: `${reason}, or blank` } : {}),
  };
}

async function trialBreaks(
  db: Kysely<DB>,
  { enabled }: SectionValue<'trial'>,
  wasEnabled: boolean,
): Promise<Reasons> {
  const isOpening = enabled && !wasEnabled;
  return isOpening && !(await hasTrialPlan(db))
    ? { enabled: 'Needs an active trial plan that is not hidden' }
    : {};
}

async function currencyBreaks(
  db: Kysely<DB>,
  value: SectionValue<'payments'>,
  before: Settings,
): Promise<Reasons> {
  if (!isCurrency(value.currency)) return { currency: 'There is no such currency' };
  const isChanged = value.currency !== before.payments.currency;
  return isChanged && (await hasAnyPayment(db)) ? { currency: 'Fixed, since a payment exists' } : {};
}

async function subscriptionBreaks(
  db: Kysely<DB>,
  value: SectionValue<'subscriptions'>,
  before: Settings,
): Promise<Reasons> {
  const groups = await listGroups(db);
  const known = groups.filter((group) => group.kind !== 'private').map((group) => group.id);
  const hasWrongGroup = value.expiryGroups.some((groupId) => !known.includes(groupId));
  const isOpening = value.enabled && !before.subscriptions.enabled;
  const hasNothingToSell = isOpening && !(await hasPlanOnSale(db));
  return {
    ...(hasWrongGroup ? { expiryGroups: 'Groups that exist, and not the private one' } : {}),
    ...(hasNothingToSell ? { enabled: 'Needs an active paid plan that is not hidden' } : {}),
  };
}
