import pg from 'pg';

export interface ListenOptions {
  readonly url: string;
  readonly channel: string;
  /** Told of every notification while connected. */
  onMessage(payload: string): void;
  /** Connected, again or for the first time: what was said in between is lost, so look at the facts. */
  onReady?(): void;
  onError?(error: Error): void;
}

export interface Listening {
  close(): Promise<void>;
}

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 10_000;

/** One connection of its own that stays on a channel and comes back by itself. */
export function listen(options: ListenOptions): Listening {
  let current: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let delay = FIRST_DELAY_MS;
  let isClosed = false;

  function again(client: pg.Client, error: Error): void {
    if (isClosed || client !== current) return;
    current = null;
    options.onError?.(error);
    timer = setTimeout(open, delay);
    delay = Math.min(delay * 2, LONGEST_DELAY_MS);
  }

  function open(): void {
    const client = clientFor(options);
    current = client;
    client.on('error', (error) => again(client, error));
    client.on('end', () => again(client, new Error('the connection that listens has ended')));
    start(client, options.channel).then(
      () => {
        delay = FIRST_DELAY_MS;
        options.onReady?.();
      },
      (error: Error) => again(client, error),
    );
  }

  open();
  return {
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await current?.end();
    },
  };
}

function clientFor(options: ListenOptions): pg.Client {
  const client = new pg.Client({
    connectionString: options.url,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  });
  client.on('notification', (message) => options.onMessage(message.payload ?? ''));
  return client;
}

async function start(client: pg.Client, channel: string): Promise<void> {
  await client.connect();
  await client.query(`listen ${client.escapeIdentifier(channel)}`);
}
