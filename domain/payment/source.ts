const WITHOUT_GATEWAY: readonly string[] = ['manual', 'import', 'trial', 'bonus', 'linked'];

/** Money that a gateway moved: it alone can move it back, and knows it by its own transaction id. */
export function isAtGateway(source: string): boolean {
  return !WITHOUT_GATEWAY.includes(source);
}

/** Time that is never paid for by itself. */
export function isAlwaysFree(source: string): boolean {
  return source === 'trial' || source === 'linked';
}
