/** Instants leave for pages as milliseconds. */
export function instant(at: Date): number {
  return at.getTime();
}

export function instantOrNull(at: Date | null): number | null {
  return at === null ? null : at.getTime();
}
