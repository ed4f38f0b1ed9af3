import type Stripe from 'stripe';
import { z } from 'zod';
import type { Api } from './api.ts';
import { missing, readParams, Refusal } from './refusal.ts';
import { newId, secondsOf, type World } from './world.ts';

export interface NewPrice {
  /** As Stripe counts it, e.g. 1500 for $15.00; null: it differs with what is bought. */
  readonly amount: number | null;
  readonly currency: string;
  /** Null: it is charged once. */
  readonly interval: 'day' | 'week' | 'month' | 'year' | null;
  readonly intervalCount?: number;
  /** Absent: the mode of the account's keys; a key sees nothing of the other one. */
  readonly livemode?: boolean;
}

/** Prices as an admin makes and archives them in Stripe's dashboard. */
export interface Prices {
  /** Answers the id. */
  addPrice(wanted?: Partial<NewPrice>): string;
  archivePrice(id: string): void;
}

export function createPrices(world: World): Prices {
  return {
    addPrice(wanted = {}) {
      const price = priceObject(world, { amount: 1500, currency: 'usd', interval: 'month', ...wanted });
      world.prices.set(price.id, price);
      world.changed();
      return price.id;
    },
    archivePrice(id) {
      stored(world, id).active = false;
      world.changed();
    },
  };
}

export function servePrices(api: Api, world: World): void {
  api.get('/v1/prices/:id', 'plan_read', ({ id, params }) => {
    readParams(z.strictObject({ expand: z.array(z.string()).exactOptional() }), params);
    return stored(world, id);
  });
}

function stored(world: World, id: string): Stripe.Price {
  const price = world.prices.get(id);
  if (price === undefined) {
    throw missing('price', id, 'price');
  }
  if (price.livemode !== world.livemode) {
    throw new Refusal({ ...missing('price', id, 'price').details, message: ofTheOtherMode(world, id) });
  }
  return price;
}

function ofTheOtherMode({ livemode }: World, id: string): string {
  const [theirs, ours] = livemode ? ['test', 'live'] : ['live', 'test'];
  return `No such price: '${id}'; a similar object exists in ${theirs} mode, but a ${ours} mode key was used to make this request.`;
}

export function priceObject(
  world: World,
  { amount, currency, interval, intervalCount = 1, livemode = world.livemode }: NewPrice,
) {
  return {
    id: newId('price_1'),
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created: secondsOf(world),
    currency,
    custom_unit_amount: null,
    livemode,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: newId('prod', 14),
    recurring:
      interval === null
        ? null
        : {
            interval,
            interval_count: intervalCount,
            meter: null,
            trial_period_days: null,
            usage_type: 'licensed',
          },
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: interval === null ? 'one_time' : 'recurring',
    unit_amount: amount,
    unit_amount_decimal: null,
  } satisfies Stripe.Price;
}
