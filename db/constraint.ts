/** Whether an error says that this named constraint of Postgres refused the write. */
export function isViolationOf(error: unknown, constraint: string): boolean {
  return (
    typeof error === 'object' && error !== null && 'constraint' in error && error.constraint === constraint
  );
}
