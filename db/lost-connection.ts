/** SQLSTATE classes and codes of a server that is away: https://www.postgresql.org/docs/18/errcodes-appendix.html */
const AWAY = /^(?:08...|57P0[1-5]|53300)$/;

/** As Node names a connection that came to nothing. */
const UNCONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Where the driver notices the loss itself it gives words and no code. */
const WORDS = /^(?:Connection terminated|timeout exceeded when trying to connect)/;

/** Whether PostgreSQL could not be asked, because it is away or starting, rather than refusing what was asked. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && AWAY.test(code)) return true;
  if (typeof code === 'string' && UNCONNECTED.has(code))
    return syscall === 'connect' || syscall === 'read' || syscall === 'write';
  return WORDS.test(error.message);
}
