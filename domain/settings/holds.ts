import { z } from 'zod';
import { flag, section, whole } from './section.ts';

export const holds = section({
  key: 'holds',
  title: 'Holds',
  help: 'When many would lose access at once, nobody does until a person has looked at the list.',
  schema: z.object({
    enabled: flag(true, {
      title: 'Hold mass removals',
      help: 'Off: everybody loses access the moment their time ends, however many they are.',
    }),
    mostRemovals: whole(
      { min: 1, max: 1_000_000, byDefault: 25 },
      { title: 'Removals in an hour', unit: 'members', help: 'More than this are held, or ...' },
    ),
    mostShare: whole(
      { min: 1, max: 100, byDefault: 20 },
      {
        title: 'Share of the members',
        unit: 'percent',
        help: '... more than this share of those with access: the larger of both counts, after a silence the smaller.',
      },
    ),
    silenceHours: whole(
      { min: 1, max: 8760, byDefault: 48 },
      {
        title: 'Silence',
        unit: 'hours',
        help: 'A site that was off for longer, or whose backup is older, removes only a few by itself.',
      },
    ),
  }),
});
