import { createHmac } from 'node:crypto';
import type { Agenda } from './agenda.ts';
import { eventObject } from './objects.ts';
import { apiVersion, newId, type SimulatedEvent, type World } from './world.ts';

export interface WebhookEndpoint {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  /** `*` for all, or names of types. */
  readonly events: readonly string[];
  readonly apiVersion: string;
}

export interface WebhookKnobs {
  /** How often each event is sent to each endpoint. */
  copies: number;
  /** How late it is sent, on the simulator's clock. */
  delayMs: number;
  /** Plus a random part of this, which brings events out of their order. */
  jitterMs: number;
  /** Events are made but never sent. */
  lost: boolean;
  /** Events wait until `release`. */
  held: boolean;
  /** The signature says that it was made this long ago. */
  signatureAgeSeconds: number;
  /** Signs with a secret that nobody knows. */
  wrongSecret: boolean;
  /** The knobs above concern these types only. Empty: all. */
  types: string[];
}

export const calm: WebhookKnobs = {
  copies: 1,
  delayMs: 0,
  jitterMs: 0,
  lost: false,
  held: false,
  signatureAgeSeconds: 0,
  wrongSecret: false,
  types: [],
};

/** One attempt to deliver an event. */
interface Delivery {
  readonly eventId: string;
  readonly type: string;
  readonly url: string;
  readonly attempt: number;
  readonly at: number;
  /** Null: no answer at all. */
  readonly status: number | null;
}

/** Not yet accepted by its endpoint. */
export interface Job {
  readonly id: string;
  readonly eventId: string;
  readonly endpointId: string;
  attempt: number;
  nextAt: number;
}

type ReleaseOrder = 'sent' | 'reversed' | 'shuffled';

export interface Webhooks {
  readonly knobs: WebhookKnobs;
  readonly deliveries: readonly Delivery[];
  endpoints(): readonly WebhookEndpoint[];
  add(
    url: string,
    options?: { secret?: string; events?: readonly string[]; apiVersion?: string },
  ): WebhookEndpoint;
  removeAll(): void;
  send(event: SimulatedEvent): void;
  /** Sends an event once more to every endpoint, as Stripe's dashboard can. */
  resend(eventId: string): boolean;
  /** Makes and sends an event of a type of your own; the object defaults to something of no meaning. */
  invent(type: string, object?: Record<string, unknown>): SimulatedEvent;
  /** Lets held events go. */
  release(order?: ReleaseOrder): number;
  /** Resolves when nothing is on the wire. What is late or waits for a repetition is not. */
  idle(): Promise<void>;
  pending(): readonly Job[];
  stop(): void;
}

export interface WebhookOptions {
  readonly world: World;
  readonly agenda: Agenda;
  readonly endpoints: readonly WebhookEndpoint[];
  readonly pending: readonly Job[];
  /** Waits before each repetition, on the simulator's clock. Stripe's own begin with minutes and last three days. */
  readonly retryMs: readonly number[];
}

const patienceMs = 10_000;
const deliveriesKept = 5_000;

export function createWebhooks(options: WebhookOptions): Webhooks {
  const { world, agenda, retryMs } = options;
  const knobs: WebhookKnobs = { ...calm };
  const endpoints = new Map(options.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const jobs = new Map<string, Job>();
  const deliveries: Delivery[] = [];
  const onTheWire = new Set<Promise<void>>();
  const closing = new AbortController();
  let held: Job[] = [];

  function queue(job: Job): void {
    jobs.set(job.id, job);
    agenda.add(job.nextAt, () => start(job));
  }

  function start(job: Job): void {
    void track(attempt(job));
  }

  async function track(work: Promise<void>): Promise<void> {
    onTheWire.add(work);
    try {
      await work;
    } finally {
      onTheWire.delete(work);
    }
  }

  /** Each is answered before the next one leaves, so the receiver sees this very order. */
  async function oneByOne(going: readonly Job[]): Promise<void> {
    for (const job of going) {
      await attempt(job);
    }
  }

  async function attempt(job: Job): Promise<void> {
    const endpoint = endpoints.get(job.endpointId);
    const event = world.events.get(job.eventId);
    if (endpoint === undefined || event === undefined || closing.signal.aborted) {
      jobs.delete(job.id);
      return;
    }
    job.attempt += 1;
    const body = bodyOf(event, endpoint);
    const status = await post(endpoint, body, {
      signature: signatureOf(body, endpoint, event.type),
      closing,
    });
    if (deliveries.length >= deliveriesKept) {
      deliveries.shift();
    }
    deliveries.push({
      eventId: event.id,
      type: event.type,
      url: endpoint.url,
      attempt: job.attempt,
      at: world.clock.now(),
      status,
    });
    settle(job, status !== null && status >= 200 && status < 300);
  }

  function settle(job: Job, isAccepted: boolean): void {
    const wait = retryMs[job.attempt - 1];
    jobs.delete(job.id);
    if (!isAccepted && wait !== undefined && !closing.signal.aborted) {
      job.nextAt = world.clock.now() + wait;
      queue(job);
    }
    world.changed();
  }

  function signatureOf(body: string, endpoint: WebhookEndpoint, type: string): string {
    const isSpoilt = concerns(knobs, type);
    const age = isSpoilt ? knobs.signatureAgeSeconds : 0;
    const secret = isSpoilt && knobs.wrongSecret ? `${endpoint.secret}x` : endpoint.secret;
    return signed(body, secret, Math.floor(world.clock.now() / 1000) - age);
  }

  function jobsFor(event: SimulatedEvent, copies: number): Job[] {
    return [...endpoints.values()]
      .filter((endpoint) => endpoint.events.includes('*') || endpoint.events.includes(event.type))
      .flatMap((endpoint) =>
        Array.from({ length: copies }, () => ({
          id: newId('job'),
          eventId: event.id,
          endpointId: endpoint.id,
          attempt: 0,
          nextAt: world.clock.now(),
        })),
      );
  }

  function send(event: SimulatedEvent): void {
    const isSpoilt = concerns(knobs, event.type);
    if (isSpoilt && knobs.lost) {
      return;
    }
    for (const job of jobsFor(event, isSpoilt ? knobs.copies : 1)) {
      if (isSpoilt && knobs.held) {
        held.push(job);
        continue;
      }
      job.nextAt += isSpoilt ? knobs.delayMs + Math.random() * knobs.jitterMs : 0;
      queue(job);
    }
  }

  for (const job of options.pending) {
    queue({ ...job });
  }

  return {
    knobs,
    deliveries,
    endpoints: () => [...endpoints.values()],
    add(url, wanted = {}) {
      const endpoint: WebhookEndpoint = {
        id: newId('we_1'),
        url,
        secret: wanted.secret ?? world.keys.webhookSecret,
        events: wanted.events ?? ['*'],
        apiVersion: wanted.apiVersion ?? apiVersion,
      };
      endpoints.set(endpoint.id, endpoint);
      world.changed();
      return endpoint;
    },
    removeAll() {
      endpoints.clear();
      world.changed();
    },
    send,
    resend(eventId) {
      const event = world.events.get(eventId);
      for (const job of event === undefined ? [] : jobsFor(event, 1)) {
        queue(job);
      }
      return event !== undefined;
    },
    invent(type, object = { id: newId('obj'), object: 'invented' }) {
      const event = eventObject(world, type, object);
      world.events.set(event.id, event);
      world.changed();
      send(event);
      return event;
    },
    release(order = 'sent') {
      const going = inOrder(held, order);
      held = [];
      void track(oneByOne(going));
      return going.length;
    },
    async idle() {
      while (onTheWire.size > 0 || [...jobs.values()].some((job) => job.nextAt <= world.clock.now())) {
        await Promise.all([...onTheWire, new Promise((resolve) => setImmediate(resolve))]);
      }
    },
    pending: () => [...jobs.values()],
    stop: () => closing.abort(),
  };
}

function concerns(knobs: WebhookKnobs, type: string): boolean {
  return knobs.types.length === 0 || knobs.types.includes(type);
}

function bodyOf(event: SimulatedEvent, endpoint: WebhookEndpoint): string {
  return JSON.stringify({ ...event, api_version: endpoint.apiVersion, pending_webhooks: 1 }, null, 2);
}

/** Stripe's scheme: an HMAC over the time, a dot and the bytes that are sent. */
export function signed(body: string, secret: string, seconds: number): string {
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}

async function post(
  endpoint: WebhookEndpoint,
  body: string,
  how: { readonly signature: string; readonly closing: AbortController },
): Promise<number | null> {
  try {
    const answer = await fetch(endpoint.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'stripe-signature': how.signature,
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([how.closing.signal, AbortSignal.timeout(patienceMs)]),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) {
      return null;
    }
    throw error;
  }
}

function inOrder(jobs: readonly Job[], order: ReleaseOrder): Job[] {
  switch (order) {
    case 'sent':
      return [...jobs];
    case 'reversed':
      return [...jobs].reverse();
    case 'shuffled':
      return jobs
        .map((job) => ({ job, at: Math.random() }))
        .sort((a, b) => a.at - b.at)
        .map(({ job }) => job);
  }
}
