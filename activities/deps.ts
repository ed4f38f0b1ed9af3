import type { Kysely } from 'kysely';
import type { MailSettings } from '../domain/settings/mail.ts';
import type { StripeSettings } from '../domain/settings/stripe.ts';
import type { DB } from '../db/schema.ts';
import type { Seal } from '../db/seal.ts';
import type { DiscordServerSettings } from '../gateways/discord/index.ts';
import type { DiscordServer } from '../gateways/discord/discord-server.ts';
import type { MediaPlatform, MediaServer } from '../gateways/media/media-server.ts';
import type { Notifier } from '../gateways/notify/notifier.ts';
import type { PaymentGateway } from '../gateways/payment/payment-gateway.ts';

export interface Log {
  info(data: Record<string, unknown>, message: string): void;
  warn(data: Record<string, unknown>, message: string): void;
  error(data: Record<string, unknown>, message: string): void;
}

export interface MediaServerAddress {
  readonly platform: MediaPlatform;
  readonly serverId: string;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly machineId: string;
}

/**
 * What activities are given; bin/worker.ts makes it. The makers may answer with a kept instance while
 * the settings are the same, so that connections stay open.
 */
export interface ActivityDeps {
  readonly db: Kysely<DB>;
  readonly seal: Seal;
  readonly log: Log;
  mediaServer(address: MediaServerAddress): MediaServer;
  paymentGateway(settings: StripeSettings): PaymentGateway;
  discordServer(settings: DiscordServerSettings): DiscordServer;
  notifier(settings: MailSettings & { readonly siteName: string }): Notifier;
}
