import { listSessions } from '../../db/queries/logins.ts';
import { loginProcedure } from '../trpc.ts';

/** Where this login is signed in. Tokens stay on the server. */
export const sessions = loginProcedure.query(async ({ ctx }) => {
  const rows = await listSessions(ctx.db, ctx.login.id, ctx.clock());
  return rows.map((row) => ({
    id: row.id,
    isThisOne: row.id === ctx.sessionId,
    device: row.userAgent,
    address: row.ipAddress,
    signedInAt: row.createdAt.getTime(),
    lastSeenAt: row.lastSeenAt.getTime(),
  }));
});
