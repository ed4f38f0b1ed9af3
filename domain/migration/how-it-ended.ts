export interface EndedMigration {
  readonly source: string;
  readonly target: string;
  readonly migrated: number;
  readonly repointed: number;
  readonly skipped: number;
  readonly failed: number;
}

/** The result of a migration, in words for an admin. */
export function howItEnded(ended: EndedMigration): string {
  const { source, target, migrated, repointed, skipped, failed } = ended;
  const others = [
    ...(repointed > 0 ? [`${repointed} without paid time will return there`] : []),
    ...(skipped > 0 ? [`${skipped} left out`] : []),
    ...(failed > 0 ? [`${failed} could not be moved`] : []),
  ];
  const moved = `${migrated} ${migrated === 1 ? 'member' : 'members'} moved from ${source} to ${target}`;
  return `${[moved, ...others].join(', ')}.`;
}
