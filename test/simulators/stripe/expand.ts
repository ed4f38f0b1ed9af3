import { invalid } from './refusal.ts';
import type { World } from './world.ts';

type Fields = Record<string, unknown>;

/** Which fields hold an id that can be replaced by its object. */
const expandable: Readonly<Record<string, readonly string[]>> = {
  'checkout.session': ['payment_intent', 'customer'],
  payment_intent: ['latest_charge', 'customer'],
  charge: ['payment_intent', 'customer'],
  refund: ['payment_intent', 'charge'],
  dispute: ['payment_intent', 'charge'],
  subscription: ['customer', 'latest_invoice'],
  invoice: ['customer', 'payments'],
  invoice_payment: ['invoice'],
};

/** A copy of the object with the named ids replaced by what they point at. */
export function expanded(world: World, object: object, paths: readonly string[] = []): object {
  const copy = fieldsOf(structuredClone(object));
  for (const path of paths) {
    expandPath(world, copy, path.split('.'));
  }
  return copy;
}

export function expandedList(
  world: World,
  page: { readonly data: readonly object[] },
  paths: readonly string[] = [],
): object {
  const inner = paths.map((path) => {
    if (!path.startsWith('data.')) {
      throw cannotExpand(path);
    }
    return path.slice('data.'.length);
  });
  return { ...page, data: page.data.map((object) => expanded(world, object, inner)) };
}

function expandPath(world: World, object: Fields, steps: readonly string[]): void {
  const [field = '', ...rest] = steps;
  if (expandable[String(object['object'])]?.includes(field) !== true) {
    throw cannotExpand(steps.join('.'));
  }
  const value = object[field];
  if (typeof value === 'string') {
    object[field] = structuredClone(objectOf(world, value) ?? value);
  }
  const next = object[field];
  if (rest.length > 0 && typeof next === 'object' && next !== null) {
    expandPath(world, fieldsOf(next), rest);
  }
}

function objectOf(world: World, id: string): object | undefined {
  return [world.intents, world.charges, world.customers, world.invoices]
    .map((objects): object | undefined => objects.get(id))
    .find((object) => object !== undefined);
}

function fieldsOf(object: object): Fields {
  return object as Fields;
}

function cannotExpand(path: string) {
  return invalid(
    `This property cannot be expanded (${path}). You may want to try expanding another property.`,
    { param: 'expand' },
  );
}
