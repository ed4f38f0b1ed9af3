import { randomUUID } from 'node:crypto';
import type { RecordedRequest } from './recording.ts';

/** What goes wrong. The first three and `html` stand in front of the system: the request has no effect. */
export type Misbehaviour =
  | {
      readonly kind: 'status';
      readonly status: number;
      /** An object is sent as JSON, a text as it is. */
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'rateLimited'; readonly retryAfterSeconds?: number; readonly body?: unknown }
  | { readonly kind: 'html' }
  /** Waits in real time, then answers as ever. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** No effect and no answer until the simulator closes. */
  | { readonly kind: 'hang' }
  /** The connection breaks and nothing happened. */
  | { readonly kind: 'closeBefore' }
  /** It happened, and no answer comes; with `cut` the connection breaks instead of staying silent. */
  | { readonly kind: 'effectThenNoAnswer'; readonly cut?: boolean }
  /** It happened; half of the JSON arrives. */
  | { readonly kind: 'cutJson' }
  | { readonly kind: 'extraFields' }
  /** Every property of this name is missing, at any depth. */
  | { readonly kind: 'missingField'; readonly field: string }
  /** A list answers empty: the whole answer, or each list directly in it. */
  | { readonly kind: 'emptyList' }
  /** The same, but the first half of the list arrives. */
  | { readonly kind: 'shortList' };

export interface FaultScope {
  readonly id?: string;
  readonly method?: string;
  /** Matched against the path. In a text `*` stands for anything and the rest for itself. */
  readonly route: RegExp | string;
  readonly when?: (request: RecordedRequest) => boolean;
  /** The same for callers in another process: the raw body has this text in it. */
  readonly bodyIncludes?: string;
  /** Absent: until removed. */
  readonly times?: number;
}

export type Fault = FaultScope & Misbehaviour;

export interface StandingFault {
  readonly id: string;
  readonly fault: Fault;
  /** How many requests it has spoilt so far. */
  readonly hits: number;
}

/** Faults in the order they were added; of those that fit a request the first one strikes. */
export interface FaultDesk {
  add(fault: Fault): string;
  remove(id: string): boolean;
  clear(): void;
  list(): readonly StandingFault[];
  hits(id: string): number;
  /** Takes one strike for this request, if any fault fits. */
  strike(request: RecordedRequest): Fault | null;
}

export function createFaultDesk(): FaultDesk {
  const standing = new Map<string, { readonly fault: Fault; hits: number }>();
  return {
    add(fault) {
      const id = fault.id ?? randomUUID();
      standing.set(id, { fault, hits: 0 });
      return id;
    },
    remove: (id) => standing.delete(id),
    clear: () => standing.clear(),
    list: () => [...standing].map(([id, { fault, hits }]) => ({ id, fault, hits })),
    hits: (id) => standing.get(id)?.hits ?? 0,
    strike(request) {
      for (const entry of standing.values()) {
        const isSpent = entry.fault.times !== undefined && entry.hits >= entry.fault.times;
        if (isSpent || !fits(entry.fault, request)) continue;
        entry.hits += 1;
        return entry.fault;
      }
      return null;
    },
  };
}

function fits(fault: Fault, request: RecordedRequest): boolean {
  if (fault.method !== undefined && fault.method.toUpperCase() !== request.method) return false;
  if (!routePattern(fault.route).test(request.path)) return false;
  if (fault.bodyIncludes !== undefined && !request.rawBody.includes(fault.bodyIncludes)) return false;
  return fault.when === undefined || fault.when(request);
}

function routePattern(route: RegExp | string): RegExp {
  // A global or sticky expression remembers where it stopped; a fresh one does not.
  if (typeof route !== 'string') return new RegExp(route.source, route.flags.replaceAll(/[gy]/g, ''));
  const parts = route.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
