/** The first field inside: whoever opens a form wants to type. */
export function firstField(inside: HTMLElement | undefined): HTMLElement | null {
  return inside?.querySelector<HTMLElement>(FIRST_FIELD) ?? null;
}

const FIRST_FIELD = 'input:not([type="checkbox"]):not(:disabled), select, textarea';
