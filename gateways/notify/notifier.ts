import type { ConnectionTest } from '../fault.ts';

export interface OutgoingMessage {
  /** Stable per notice: the same notice sent twice carries the same id, so that clients fold it. Without brackets or domain. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export type Delivery =
  | { readonly kind: 'sent'; readonly remoteId: string | null }
  /** This recipient cannot be reached for good. */
  | { readonly kind: 'refused'; readonly reason: string };

/** One channel. Throws GatewayError; a connection lost after the text was handed over is `outcomeUnknown`. */
export interface Notifier {
  readonly channel: 'email';
  deliver(message: OutgoingMessage): Promise<Delivery>;
  testConnection(): Promise<ConnectionTest>;
  close(): void;
}
