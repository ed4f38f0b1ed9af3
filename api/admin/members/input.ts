import { z } from 'zod';
import { DISCORD_ID_RULE, isDiscordId } from '../../../domain/member/discord-id.ts';
import { checkUsername } from '../../../domain/access/username.ts';
import { id, pageInput, requiredText, search, text } from '../input.ts';

export const memberFilter = {
  search,
  standings: z.array(z.string().max(40)).max(20),
  planId: id.nullable(),
  serverId: id.nullable(),
  needsAttention: z.boolean(),
};

export const memberListInput = z.object({
  ...memberFilter,
  ...pageInput(['name', 'email', 'standing', 'until', 'next', 'joined']),
});

/** Blank: the name is asked for at the first purchase, or made from the e-mail address. */
const wantedUsername = text(80)
  .transform((name) => (name === '' ? null : name))
  .superRefine((name, issues) => {
    const problem = name === null ? null : checkUsername(name);
    if (problem !== null) issues.addIssue({ code: 'custom', message: problem });
  });

export const memberFields = {
  name: requiredText(80),
  email: z.email('An e-mail address').max(255, 'At most 255 characters'),
  wantedUsername,
  notes: text(4000),
};

/** Blank: not known. */
export const discordId = text(40)
  .transform((digits) => (digits === '' ? null : digits))
  .refine((digits) => digits === null || isDiscordId(digits), DISCORD_ID_RULE);

/** As many as one request carries; a larger group is changed in parts. */
const MOST_MEMBERS = 5000;

/** Those that are ticked in the list. */
export const memberIds = z
  .array(id)
  .min(1, 'Choose somebody')
  .max(MOST_MEMBERS, `At most ${MOST_MEMBERS} at once`)
  .transform((ids) => [...new Set(ids)]);
