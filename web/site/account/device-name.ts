const browsers = [
  ['Firefox', /Firefox\//],
  ['Edge', /Edg\//],
  ['Opera', /OPR\//],
  ['Chrome', /Chrome\//],
  ['Safari', /Safari\//],
] as const;

const systems = [
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
] as const;

/** "Firefox, Windows": enough to know one's own devices. Null where the text says neither. */
export function deviceName(userAgent: string | null): string | null {
  if (userAgent === null) return null;
  const found = [browsers, systems]
    .map((list) => list.find(([, pattern]) => pattern.test(userAgent))?.[0])
    .filter((name) => name !== undefined);
  return found.length === 0 ? null : found.join(', ');
}
