import { z } from 'zod';
import { changedFields } from '../../../db/queries/audit.ts';
import { locationToUse, saveLocation } from '../../../db/queries/locations.ts';
import { isCountryCode } from '../../../domain/access/country-code.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { id, notThere, requiredText, text, wholeText, wrongField } from '../input.ts';

const input = z.object({
  /** Null: a new one. */
  id: id.nullable(),
  name: requiredText(60),
  /** Blank: none. */
  countryCode: text(10)
    .toUpperCase()
    .refine(
      (code) => code === '' || isCountryCode(code),
      'The two letters of a country, such as DE, or blank',
    ),
  displayOrder: wholeText(-10_000, 10_000),
  isActive: z.boolean(),
});

export const save = adminProcedure.input(input).mutation(async ({ ctx, input: { id: known, ...typed } }) => {
  const location = { ...typed, countryCode: typed.countryCode === '' ? null : typed.countryCode };
  return await change(ctx, async ({ trx, now, audit }) => {
    const before = known === null ? null : await locationToUse(trx, known);
    if (before === undefined) throw notThere('location');
    const saved = await saveLocation(trx, known, { ...location, now });
    if (saved.kind === 'nameTaken') throw wrongField('name', 'Another location has this name');
    await audit({
      action: before === null ? 'locations.add' : 'locations.edit',
      subject: 'location',
      subjectId: saved.locationId,
      ...(before === null ? { after: location } : changedFields(before, location)),
    });
    return { id: saved.locationId };
  });
});
