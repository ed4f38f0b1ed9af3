/** Reads a body as the recording and the fault desk show it. Malformed JSON stays text, so a route can refuse it. */
export function readBody(contentType: string | undefined, raw: string): unknown {
  if (raw === '') return undefined;
  if (isJson(contentType)) return parseJson(raw);
  if (contentType?.startsWith('application/x-www-form-urlencoded')) return flatForm(raw);
  return raw;
}

export function isJson(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/(?:[\w.-]+\+)?json\b/i.test(contentType);
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return raw;
    throw error;
  }
}

/** A key that comes more than once becomes a list, in the order sent. */
function flatForm(raw: string): Record<string, string | string[]> {
  const form: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(raw)) {
    const before = form[key];
    form[key] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return form;
}
