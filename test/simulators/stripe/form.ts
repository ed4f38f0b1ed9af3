type FormValue = string | FormValue[] | { [key: string]: FormValue };
export type Form = { [key: string]: FormValue };

/**
 * Stripe's encoding of nested values: `metadata[k]=v`, `line_items[0][quantity]=1`, `expand[]=customer`.
 * A level whose keys are all numbers, or empty, is a list.
 */
export function decodeForm(encoded: string): Form {
  const root: Branch = new Map();
  for (const [key, value] of new URLSearchParams(encoded)) {
    place(root, stepsOf(key), value);
  }
  return Object.fromEntries([...root].map(([key, value]) => [key, settle(value)]));
}

type Branch = Map<string, Branch | string>;

function stepsOf(key: string): string[] {
  const [first = '', ...rest] = key.split('[');
  return [first, ...rest.map((step) => step.replace(/\]$/, ''))];
}

function place(root: Branch, steps: readonly string[], value: string): void {
  let branch = root;
  for (const step of steps.slice(0, -1)) {
    const next = branch.get(nameAt(branch, step));
    const below: Branch = next instanceof Map ? next : new Map();
    branch.set(nameAt(branch, step), below);
    branch = below;
  }
  branch.set(nameAt(branch, steps.at(-1) ?? ''), value);
}

function nameAt(branch: Branch, step: string): string {
  return step === '' ? String(branch.size) : step;
}

function settle(value: Branch | string): FormValue {
  if (typeof value === 'string') {
    return value;
  }
  const entries = [...value];
  return entries.every(([key]) => /^\d+$/.test(key))
    ? entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => settle(item))
    : Object.fromEntries(entries.map(([key, item]) => [key, settle(item)]));
}
