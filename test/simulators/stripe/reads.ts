import { z } from 'zod';
import type { Api } from './api.ts';
import { expanded, expandedList } from './expand.ts';
import { listParams, pageOf } from './lists.ts';
import { accountObject, balanceObject } from './objects.ts';
import { missing, readParams } from './refusal.ts';
import type { World } from './world.ts';

const plainList = z.strictObject(listParams);
const chargeList = z.strictObject({ ...listParams, payment_intent: z.string().exactOptional() });
const eventList = z.strictObject({
  ...listParams,
  type: z.string().exactOptional(),
  types: z.array(z.string()).max(20).exactOptional(),
});
const expandParams = z.strictObject({ expand: z.array(z.string()).exactOptional() });
const noParams = z.strictObject({});

/** Stripe keeps events for 30 days. */
const eventsLiveSeconds = 30 * 24 * 60 * 60;

/** What can only be read here: it comes into being by what happens to sessions. */
export function serveReads(api: Api, world: World): void {
  api.get('/v1/balance', 'balance_read', ({ params }) => {
    readParams(noParams, params);
    return balanceObject(world);
  });

  api.get('/v1/account', 'accounts_kyc_basic_read', ({ params }) => {
    readParams(noParams, params);
    return accountObject(world);
  });

  serveIntents(api, world);
  serveCharges(api, world);
  serveEvents(api, world);
}

function serveIntents(api: Api, world: World): void {
  const path = '/v1/payment_intents';
  api.get(`${path}/:id`, 'payment_intent_read', ({ id, params }) => {
    const { expand } = readParams(expandParams, params);
    return expanded(world, found(world.intents, id, 'payment_intent'), expand);
  });
  api.get(path, 'payment_intent_read', ({ params }) => {
    const wanted = readParams(plainList, params);
    const page = pageOf(world.intents.values(), wanted, { url: path, what: 'payment_intent' });
    return expandedList(world, page, wanted.expand);
  });
}

function serveCharges(api: Api, world: World): void {
  const path = '/v1/charges';
  api.get(`${path}/:id`, 'charge_read', ({ id, params }) => {
    const { expand } = readParams(expandParams, params);
    return expanded(world, found(world.charges, id, 'charge'), expand);
  });
  api.get(path, 'charge_read', ({ params }) => {
    const wanted = readParams(chargeList, params);
    const fitting = [...world.charges.values()].filter(
      (charge) => wanted.payment_intent === undefined || charge.payment_intent === wanted.payment_intent,
    );
    return expandedList(world, pageOf(fitting, wanted, { url: path, what: 'charge' }), wanted.expand);
  });
}

function serveEvents(api: Api, world: World): void {
  const path = '/v1/events';
  api.get(`${path}/:id`, 'event_read', ({ id, params }) => {
    readParams(noParams, params);
    return found(world.events, id, 'event');
  });
  api.get(path, 'event_read', ({ params }) => {
    const wanted = readParams(eventList, params);
    const since = Math.floor(world.clock.now() / 1000) - eventsLiveSeconds;
    const types = wanted.types ?? (wanted.type === undefined ? null : [wanted.type]);
    const fitting = [...world.events.values()]
      .filter((event) => event.created >= since)
      .filter((event) => types === null || types.some((type) => isOfType(event.type, type)));
    return pageOf(fitting, wanted, { url: path, what: 'event' });
  });
}

/** `charge.*` stands for every type that begins so. */
function isOfType(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

function found<T extends object>(objects: ReadonlyMap<string, T>, id: string, what: string): T {
  const object = objects.get(id);
  if (object === undefined) {
    throw missing(what, id, 'id');
  }
  return object;
}
