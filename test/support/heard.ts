/** As much as tells one cause from another. */
const MOST = 200;

const heard: string[] = [];

/** Keeps a line of trouble that a worker or the SDK said, for the case that the test fails meanwhile. */
export function hear(line: string): void {
  heard.push(line);
  if (heard.length > MOST) heard.shift();
}

/** What was said since the last time. */
export function takeHeard(): string[] {
  return heard.splice(0);
}
