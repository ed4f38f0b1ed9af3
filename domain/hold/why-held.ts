export interface OpenedHold {
  readonly reason: 'mass' | 'silence';
  /** How many were leaving, and how many had access, when it was opened. */
  readonly leaving: number;
  readonly standing: number;
}

/** Why removals stopped, in words for an admin. */
export function whyHeld({ reason, leaving, standing }: OpenedHold): string {
  const some = `${leaving} of ${standing} members with access`;
  return reason === 'mass'
    ? `${some} were about to lose it within an hour. That is more than usual.`
    : `The site was silent for long, and ${some} were overdue when it came back. What it knows may be old.`;
}
