import { z } from 'zod';

/** Ids are numbers too large for JSON, so they come as text. */
const snowflake = z.string().regex(/^\d+$/);

export const wireUser = z.looseObject({
  id: snowflake,
  username: z.string(),
  global_name: z.string().nullish(),
});

export const wireMember = z.looseObject({
  user: wireUser,
  nick: z.string().nullish(),
  roles: z.array(snowflake),
});

const wireRole = z.looseObject({
  id: snowflake,
  name: z.string(),
  /** A set of bits, as decimal text. */
  permissions: z.string().regex(/^\d+$/),
  position: z.number().int(),
});

export const wireGuild = z.looseObject({
  id: snowflake,
  name: z.string(),
  owner_id: snowflake,
  roles: z.array(wireRole),
});

/** What every refusal says of itself. */
export const wireRefusal = z.looseObject({ code: z.number().int() });

export type WireUser = z.output<typeof wireUser>;
export type WireMember = z.output<typeof wireMember>;
export type WireGuild = z.output<typeof wireGuild>;
export type WireRole = z.output<typeof wireRole>;
