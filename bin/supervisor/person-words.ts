const ERROR_LEVEL = 50;

/** Of a program's own log a person is shown what went wrong; all of it is in the log folder. */
export function wordsForPerson(line: string): string | null {
  if (!line.startsWith('{')) return line.trim() === '' ? null : line;
  try {
    const { level, msg, err } = JSON.parse(line) as {
      level?: number;
      msg?: string;
      err?: { message?: string };
    };
    if ((level ?? 0) < ERROR_LEVEL) return null;
    return [msg, err?.message].filter((part) => part !== undefined && part !== '').join(': ');
  } catch (error) {
    if (error instanceof SyntaxError) return line;
    throw error;
  }
}
