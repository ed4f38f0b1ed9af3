import type { Client } from '@temporalio/client';
import type { FastifyBaseLogger } from 'fastify';
import type { Kysely } from 'kysely';
import type { Rights } from '../domain/login/rights.ts';
import type { Settings } from '../domain/settings/index.ts';
import type { MailSettings } from '../domain/settings/mail.ts';
import type { DiscordSettings } from '../domain/settings/discord-sync.ts';
import type { StripeSettings } from '../domain/settings/stripe.ts';
import type { DB } from '../db/schema.ts';
import type { Seal } from '../db/seal.ts';
import type { ConnectionTest } from '../gateways/fault.ts';
import type { DiscordMember } from '../gateways/discord/discord-server.ts';
import type { MediaLibrary, MediaPlatform, ServerIdentity } from '../gateways/media/media-server.ts';
import type { RecurringPrice, RecurringState } from '../gateways/payment/payment-gateway.ts';
import type { FleetPlan } from './fleet-plan.ts';
import type { VisitLimiter } from './visit-limiter.ts';

export interface Login {
  readonly id: string;
  readonly email: string;
  readonly role: 'administrator' | 'user';
  /** A user's custom role. */
  readonly roleId: string | null;
  readonly emailVerified: boolean;
  readonly name: string;
}

export interface MediaAddress {
  readonly platform: MediaPlatform;
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** A passed test also tells which installation answered and what it holds. */
export type MediaServerTest =
  | (Extract<ConnectionTest, { ok: true }> & {
      readonly identity: ServerIdentity;
      readonly libraries: readonly MediaLibrary[];
    })
  | Extract<ConnectionTest, { ok: false }>;

/** What a gateway says of one of its subscriptions. */
export type SubscriptionFound =
  | { readonly ok: true; readonly state: RecurringState }
  | Extract<ConnectionTest, { ok: false }>;

/** Null: nobody with this number is on the Discord server. */
export type DiscordMemberFound =
  | { readonly ok: true; readonly member: DiscordMember | null }
  | Extract<ConnectionTest, { ok: false }>;

/** What a gateway says of one of its prices. */
export type PriceFound =
  | { readonly ok: true; readonly price: RecurringPrice }
  | Extract<ConnectionTest, { ok: false }>;

/** What Test buttons call, who connects a gateway's subscription, and who names a price of a plan. None of them throws: a fault is an answer. */
export interface ConnectionTests {
  stripe(settings: StripeSettings): Promise<ConnectionTest>;
  smtp(settings: MailSettings): Promise<ConnectionTest>;
  discord(settings: DiscordSettings): Promise<ConnectionTest>;
  discordMember(settings: DiscordSettings, userId: string): Promise<DiscordMemberFound>;
  mediaServer(address: MediaAddress): Promise<MediaServerTest>;
  subscription(settings: StripeSettings, externalId: string): Promise<SubscriptionFound>;
  price(settings: StripeSettings, externalId: string): Promise<PriceFound>;
}

/** What every procedure is given. One for each request. */
export interface ApiContext {
  readonly db: Kysely<DB>;
  readonly seal: Seal;
  /** As last saved; of a save in another process it is heard within milliseconds. */
  settings(): Promise<Settings>;
  /** They were saved by this request: the next one reads them, before anybody hears of it. */
  settingsSaved(): void;
  /** What happens to everybody in the next days: see fleet-plan.ts. */
  fleetPlan(): Promise<FleetPlan>;
  /** Null while Temporal cannot be reached. */
  readonly temporal: Client | null;
  readonly login: Login | null;
  /** What a login may do in the panel now. */
  rightsOf(login: Pick<Login, 'role' | 'roleId'>): Promise<Rights>;
  /** The session that asks, so that it can be told from the login's others. */
  readonly sessionId: string | null;
  readonly log: FastifyBaseLogger;
  clock(): Date;
  /** What this member's process calls now; another than the clock only on a site for trying out. */
  clockOf(memberId: string): Promise<Date>;
  /** A site for trying out: no real money and no real account, so that time may be moved. */
  readonly isSandbox: boolean;
  /** Where browsers reach the site: the setting, else where this process listens. Never taken from a request. No slash at the end. */
  readonly siteUri: string;
  /** The namespace's page: `<uiUrl>/namespaces/<namespace>`; null where there is no web page of Temporal. */
  readonly temporalUiUrl: string | null;
  readonly test: ConnectionTests;
  /** As sign-in expects it in `login_accounts.password`. */
  hashPassword(password: string): Promise<string>;
  /** What the mailed link carries by which an address is confirmed. */
  confirmationToken(login: Pick<Login, 'id' | 'email'>): Promise<string>;
  /** Who asks, for limits. */
  readonly visitor: string;
  readonly limiter: VisitLimiter;
}
