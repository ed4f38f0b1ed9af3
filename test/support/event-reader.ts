import type { Visitor } from './visitor.ts';

export interface EventReader {
  /** The next message, when it comes. */
  next(): Promise<unknown>;
  close(): void;
}

/** Reads server-sent events as a browser does: Node has no EventSource. */
export async function eventsOf(person: Visitor, path: string): Promise<EventReader> {
  const stop = new AbortController();
  const response = await person.open(path, stop.signal);
  if (!response.ok || response.body === null) throw new Error(`no stream: ${response.status}`);
  const messages = readMessages(response.body);
  return {
    next: async () => {
      const { value, done } = await messages.next();
      if (done === true) throw new Error('the stream has ended');
      return value;
    },
    close: () => stop.abort(),
  };
}

async function* readMessages(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const part of body) {
    const blocks = (rest + decoder.decode(part, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const line = block.split('\n').find((text) => text.startsWith('data: '));
      if (line !== undefined) yield JSON.parse(line.slice(6));
    }
  }
}
