import type { IncomingHttpHeaders } from 'node:http';

/** One request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Raw, without the question mark; empty when there is none. */
  readonly search: string;
  readonly query: Readonly<Record<string, string | string[]>>;
  readonly headers: IncomingHttpHeaders;
  /** JSON parsed; a form as a flat record with its keys as sent (`metadata[id]`); any other body as text. */
  readonly body: unknown;
  readonly rawBody: string;
  /** The simulator's clock, milliseconds since the epoch. */
  readonly at: number;
}

export interface Recording {
  /** The newest requests, oldest first; older ones fall out once there are too many. */
  readonly requests: RecordedRequest[];
  /** Requests that no route answered: a test fails on them. */
  readonly unmodelled: RecordedRequest[];
  add(request: RecordedRequest): void;
  addUnmodelled(request: RecordedRequest): void;
  /** Resolves with the next request that fits, from now on. */
  arrival(fits: (request: RecordedRequest) => boolean): Promise<RecordedRequest>;
  clear(): void;
}

interface Waiter {
  readonly fits: (request: RecordedRequest) => boolean;
  readonly resolve: (request: RecordedRequest) => void;
}

export function createRecording(limit: number): Recording {
  const requests: RecordedRequest[] = [];
  const unmodelled: RecordedRequest[] = [];
  let waiting: Waiter[] = [];
  return {
    requests,
    unmodelled,
    add(request) {
      keep(requests, request, limit);
      const answered = waiting.filter((waiter) => waiter.fits(request));
      if (answered.length === 0) return;
      waiting = waiting.filter((waiter) => !answered.includes(waiter));
      for (const waiter of answered) waiter.resolve(request);
    },
    addUnmodelled(request) {
      keep(unmodelled, request, limit);
    },
    arrival(fits) {
      return new Promise((resolve) => {
        waiting.push({ fits, resolve });
      });
    },
    clear() {
      requests.length = 0;
      unmodelled.length = 0;
    },
  };
}

/** Drops a tenth at once, so that a full list costs no shift per request. */
function keep(list: RecordedRequest[], request: RecordedRequest, limit: number): void {
  if (list.length >= limit) list.splice(0, Math.ceil(limit / 10));
  list.push(request);
}
