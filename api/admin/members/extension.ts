import { z } from 'zod';
import type { Extension, ExtensionGround } from '../../../domain/payment/extension.ts';
import { chosenTime, instantIn, requiredText, text, wholeText } from '../input.ts';
import { memberIds } from './input.ts';

const common = {
  memberIds,
  amount: requiredText(20),
  notes: text(4000),
  isAnnounced: z.boolean(),
};

const forSoLong = {
  mode: z.literal('for'),
  count: wholeText(1, 1000),
  unit: z.enum(['day', 'week', 'month', 'year']),
};

const untilThen = { mode: z.literal('until'), until: chosenTime };

/** Made by the page for one extension of many: sent again, it is the same one. */
const batch = z.string().regex(/^[0-9a-f]{32}$/, '32 hexadecimal digits');

export const extensionInput = z.discriminatedUnion('mode', [
  z.object({ ...common, ...forSoLong }),
  z.object({ ...common, ...untilThen }),
]);

export const extendInput = z.discriminatedUnion('mode', [
  z.object({ ...common, ...forSoLong, batch }),
  z.object({ ...common, ...untilThen, batch }),
]);

type ExtensionTyped = z.output<typeof extensionInput>;

export function groundOf(typed: ExtensionTyped, zone: string, now: Date): ExtensionGround {
  const extension: Extension =
    typed.mode === 'for'
      ? { kind: 'for', duration: { count: typed.count, unit: typed.unit } }
      : { kind: 'until', at: instantIn(zone, typed.until, 'until').getTime() };
  return { extension, zone, now: now.getTime() };
}
