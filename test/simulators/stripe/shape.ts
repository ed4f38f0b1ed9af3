/** Paths that ours has and theirs has not. Not descended into: lists, free maps, an event's object, what is null. */
export function unknownFields(ours: unknown, theirs: unknown, path = ''): string[] {
  if (!isRecord(ours) || !isRecord(theirs) || /(metadata|data\.object)$/.test(path)) {
    return [];
  }
  return Object.keys(ours).flatMap((key) => {
    const here = path === '' ? key : `${path}.${key}`;
    return key in theirs ? unknownFields(ours[key], theirs[key], here) : [here];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
