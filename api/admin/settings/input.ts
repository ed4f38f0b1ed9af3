import { z } from 'zod';
import { type SectionKey, sections } from '../../../domain/settings/index.ts';

const keys = Object.keys(sections) as [SectionKey, ...SectionKey[]];

export const sectionInput = z.object({
  key: z.enum(keys),
  /** A secret left out or blank keeps what is stored; null clears it. */
  value: z.record(z.string().max(60), z.unknown()),
});
