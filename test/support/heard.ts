/** As much as tells one cause from another. */
const MOST = 200;

const heard: string[] = [];

export interface Trouble {
  readonly at: Date;
  readonly level: string;
  readonly message: string;
  readonly data: object;
}

/** Keeps what a worker or the SDK said of trouble, for the case that the test fails meanwhile. */
export function hear(trouble: Trouble): void {
  heard.push(inOneLine(trouble));
  if (heard.length > MOST) heard.shift();
}

export function inOneLine({ at, level, message, data }: Trouble): string {
  return `${at.toISOString()} ${level} ${message} ${JSON.stringify(data, shown)}`;
}

/** What was said since the last time. */
export function takeHeard(): string[] {
  return heard.splice(0);
}

function shown(_key: string, value: unknown): unknown {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return typeof value === 'bigint' ? String(value) : value;
}
