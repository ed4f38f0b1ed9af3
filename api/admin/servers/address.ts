import { serverById, serverKey } from '../../../db/queries/servers-panel.ts';
import type { ApiContext, MediaServerTest } from '../../context.ts';
import { Refusal } from '../../refusal.ts';
import { notThere } from '../input.ts';

export interface TypedAddress {
  /** Null: a server that is not stored yet. */
  readonly serverId: string | null;
  readonly baseUrl: string;
  /** Blank: the stored key. */
  readonly apiKey: string;
}

/** Asks the server itself, with what is being typed and the stored key where none is. */
export async function testAddress(ctx: ApiContext, typed: TypedAddress): Promise<MediaServerTest> {
  const apiKey = typed.apiKey === '' ? await storedKey(ctx, typed) : typed.apiKey;
  return await ctx.test.mediaServer({ platform: 'jellyfin', baseUrl: typed.baseUrl, apiKey });
}

/** A stored key goes to the address it was stored for and to no other: else a typed address could collect it. */
async function storedKey(ctx: ApiContext, typed: TypedAddress): Promise<string> {
  const server = typed.serverId === null ? undefined : await serverById(ctx.db, typed.serverId);
  if (typed.serverId !== null && server === undefined) throw notThere('server');
  if (server !== undefined && server.base_url !== typed.baseUrl)
    throw wrongAddress('apiKey', 'A new address needs the API key again');
  const key = server === undefined ? null : await serverKey(ctx.db, ctx.seal, server.id);
  if (key === null) throw wrongAddress('apiKey', 'Please fill this in');
  return key;
}

export function failedTest(test: Extract<MediaServerTest, { ok: false }>): Refusal {
  return wrongAddress(test.field ?? 'baseUrl', test.message);
}

export function wrongAddress(field: string, reason: string): Refusal {
  return new Refusal('badInput', { userMessage: reason, fields: { [field]: reason }, reason: 'badInput' });
}
