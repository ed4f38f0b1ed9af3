/**
 * Gives the focus to the first field inside, once a dialog is drawn and has given it to its own first button:
 * whoever opens a form wants to type.
 */
export function focusFirstField(inside: HTMLElement): void {
  const focus = () => inside.querySelector<HTMLElement>(FIRST_FIELD)?.focus();
  requestAnimationFrame(() => requestAnimationFrame(focus));
}

const FIRST_FIELD = 'input:not([type="checkbox"]):not(:disabled), select, textarea';
