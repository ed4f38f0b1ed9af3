import type { planById } from '../../../db/queries/plans.ts';
import { formatMoney } from '../../../domain/money/currency.ts';
import type { Money } from '../../../domain/money/money.ts';
import type { Duration } from '../../../domain/plan/duration.ts';
import {
  differencesOf,
  faultOfPrice,
  type GatewayPrice,
  type PriceFault,
} from '../../../domain/plan/gateway-price.ts';
import { Refusal } from '../../refusal.ts';
import type { AdminContext } from '../change.ts';
import { amountOf, wrongField } from '../input.ts';
import type { TypedPlan } from './store.ts';

type Stored = Awaited<ReturnType<typeof planById>>;

/**
 * Asks Stripe for the price that a plan is to go with (S34). Not asked where neither it nor what it is compared
 * with has changed: a plan can be renamed while Stripe is away, and what was confirmed is not asked twice.
 */
export async function checkPrice(ctx: AdminContext, typed: TypedPlan, before: Stored): Promise<void> {
  if (typed.stripePriceId === '') return;
  if (typed.isTrial) throw wrongField('stripePriceId', 'A trial costs nothing, so it has no price at Stripe');
  const { stripe, payments } = await ctx.settings();
  const cost = { amount: amountOf(typed.cost, payments.currency, 'cost'), currency: payments.currency };
  const duration = { count: typed.durationCount, unit: typed.durationUnit };
  if (before !== undefined && isAsBefore(before, { id: typed.stripePriceId, cost, duration })) return;
  if (stripe.secretKey === '')
    throw wrongField('stripePriceId', 'Stripe is not set up: enter its secret key in the settings first');
  const found = await ctx.test.price(stripe, typed.stripePriceId);
  if (!found.ok) throw refusalOf(found);
  const fault = faultOfPrice(found.price);
  if (fault !== null) throw wrongField('stripePriceId', faults[fault]);
  if (differencesOf(found.price, { cost, duration }).length > 0 && !typed.acceptsPrice)
    throw differs(found.price, { cost, duration });
}

interface Asked {
  readonly id: string;
  readonly cost: Money;
  readonly duration: Duration;
}

function isAsBefore(before: NonNullable<Stored>, { id, cost, duration }: Asked): boolean {
  return (
    before.stripe_price_id === id &&
    before.cost === cost.amount &&
    before.duration_count === duration.count &&
    before.duration_unit === duration.unit
  );
}

const faults: Readonly<Record<PriceFault, string>> = {
  inactive: 'This price is archived at Stripe: choose one that is active',
  chargedOnce: 'This price is charged once: choose one that is charged again and again',
};

function refusalOf(found: { readonly fault: string; readonly message: string }): Refusal {
  const isWrong = found.fault === 'notFound' || found.fault === 'requestRejected';
  if (isWrong) return wrongField('stripePriceId', found.message);
  return new Refusal('unavailable', {
    userMessage: `Nothing was saved, for Stripe could not be asked about the price. ${found.message}`,
    reason: found.fault,
  });
}

/** A warning: saving again with `acceptsPrice` saves. */
function differs(price: GatewayPrice, { cost, duration }: Omit<Asked, 'id'>): Refusal {
  const theirs = price.every === null ? '' : words(price.amount, price.every);
  const warning = `Stripe charges ${theirs}; the plan costs ${words(cost, duration)}.`;
  return new Refusal('badInput', {
    userMessage:
      'The price at Stripe is another than the plan’s. Look at it, and confirm it if that is right.',
    fields: { acceptsPrice: warning },
    reason: 'priceDiffers',
  });
}

function words(amount: Money | null, { count, unit }: Duration): string {
  const much = amount === null ? 'an amount that differs' : formatMoney(amount, 'en');
  return `${much} every ${count === 1 ? unit : `${count} ${unit}s`}`;
}
