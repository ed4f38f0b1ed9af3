import type { WaitingClock } from './first-playback.ts';
import type { LifecycleSettings } from './lifecycle-settings.ts';
import type { NoticeEvent } from './notice-event.ts';

/**
 * What is known about one member, as one JSON value: ids, keys and instants only. It travels through
 * workflow histories, so it holds no name, no address and no secret, and stays under 10 KB.
 */

/** Milliseconds since the epoch, UTC. */
export type Instant = number;

export interface MemberFacts {
  readonly version: 1;
  readonly memberId: string;
  readonly isPermanent: boolean;
  /** No address of theirs is known: nothing can be sent to them. Absent: one is. */
  readonly hasNoAddress?: boolean;
  /** Somebody else pays for this member. Absent: no. */
  readonly isSub?: boolean;
  /** The subscription process ends once this is set. */
  readonly closed: 'merged' | 'deleted' | null;
  /** An admin deletes the member: whatever is paid, every account goes; then the process ends. */
  readonly isLeaving?: boolean;
  /**
   * Payments that entitle (voided ones are left out), ordered by `from`: everything that has not ended
   * yet, and of what has ended the last contiguous stretch.
   */
  readonly payments: readonly PaymentFact[];
  /**
   * Grants not yet known to be gone on their server; and, with `desired` and `observed` both `removed`, those
   * that went by a deletion of which the member has still to be told (`isRemovalNews` in expiry.ts).
   */
  readonly grants: readonly GrantFact[];
  /** Bonuses by which the member's time has grown and of which they have still to be told. Absent: none. */
  readonly bonuses?: readonly { readonly id: string }[];
  /** Keys of the notices that have been sent, refused for good or dropped. */
  readonly notices: readonly string[];
  /** Steps that failed, by `stepKey`. A step with a `retryAt` in the future is not due. */
  readonly troubles: Readonly<Record<string, Trouble>>;
  /** Libraries are withheld in `[from, until)`; the paid time runs on. */
  readonly suspension?: { readonly from: Instant; readonly until: Instant };
  /** What a gateway charges by itself; absent: nothing, or it has ended there. */
  readonly recurring?: RecurringFact;
  /** The gateway's list of payments is read regularly, also before somebody's time ends. Absent: it is not. */
  readonly reading?: ReadingFact;
  /** Flagged since then: no new access until the media account is changed. */
  readonly accountChangeRequiredAt?: Instant;
  /** When the member last took another media account. Absent: never. */
  readonly accountChangedAt?: Instant;
  /** Known on Discord, and when they were last taken off the server there; null: never. Absent: not known there. */
  readonly discord?: { readonly kickedAt: Instant | null };
  readonly settings: LifecycleSettings;
}

export interface PaymentFact {
  readonly id: string;
  readonly planId: string;
  /** Half-open window `[from, to)`. */
  readonly from: Instant;
  readonly to: Instant;
  /** The first payment of this member ever: its notice is a welcome, later ones are renewals. */
  readonly isFirst: boolean;
  /** Whether the member is told about it: false for imported and seeded time. */
  readonly isAnnounced: boolean;
  /** Time of a trial plan. */
  readonly isTrial?: boolean;
  /** The admins are told of it as well. Absent: they are not. */
  readonly isForAdmins?: boolean;
  /** Its clock waits for the first playback, or did until `startsBy`: `to` counts from there. Absent: it does not wait. */
  readonly clock?: WaitingClock;
  /** When a clock that had waited started. Absent: with `from`. */
  readonly countsFrom?: Instant;
}

/** A living subscription at a gateway, as it was last seen there. */
export interface RecurringFact {
  readonly id: string;
  /** Only the first two are charged: they suppress reminders and hold the grace (product.md 11.4). */
  readonly status: 'active' | 'past_due' | 'suspended' | 'cancelled_at_period_end';
  readonly statusAt: Instant;
  /** When the gateway last answered; null: never. */
  readonly askedAt: Instant | null;
  /** The admins are told of a charge that fails and of a cancellation as well. Absent: they are not. */
  readonly isForAdmins?: boolean;
}

/** How reading the gateway's list of payments stands: the same for all members. */
export interface ReadingFact {
  /** When the latest reading began that saw all of it; null: none has. */
  readonly readAt: Instant | null;
  /** When the latest one began, however it ended, or the end for which one is asked for; null: never. */
  readonly askedAt: Instant | null;
}

/** Names an access state so that two can be compared: see domain/access/access-key.ts. */
export type AccessKey = string;

export interface GrantFact {
  readonly id: string;
  readonly serverId: string;
  /** What the subscription has decided. */
  readonly desired: AccessKey;
  /** What the media server was last seen to have; `none` before the first success. */
  readonly observed: AccessKey;
  /** With `observed` `lost`: since when the account is known to be gone. */
  readonly lostSince?: Instant;
  /** The access each payment of `payments` would give here; absent where this server does not accommodate its plan. */
  readonly wants: Readonly<Record<string, AccessKey>>;
  /** The access a permanent member has here: what it has already where nobody chose a plan; null where the server does not fit. */
  readonly wantsPermanent: AccessKey | null;
  /** The access that stays in `restrict_then_remove`; null where none of `expiry.groups` is here. */
  readonly wantsRestricted: AccessKey | null;
  /** A new account was made and its credentials have not been handed over yet. */
  readonly hasCredentials: boolean;
  /** The member has taken another account instead: it fits nothing, and goes. Absent: no. */
  readonly isReplaced?: boolean;
  /** The server to which the member is moved from here: it fits nothing, and goes once access stands there. Absent: none. */
  readonly moveTo?: string;
  /** It took the place of one on another server: its credentials are told as such. Absent: no. */
  readonly isMove?: boolean;
  /** Its own process is trying on after a failed attempt: only a new decision is this process's to make. */
  readonly isHandedOver: boolean;
  /** Taking it away stopped at a hold; absent: nothing waits, or a person released it. */
  readonly hold?: HoldFact;
}

export interface HoldFact {
  /** `waiting` for a person, or `kept` by one. */
  readonly state: 'waiting' | 'kept';
  readonly since: Instant;
  /** End of the paid time that it is about: after a later payment it says nothing any more. */
  readonly timeEnded: Instant | null;
}

export interface Trouble {
  readonly attempts: number;
  /** Failure type of style 4.5, e.g. `GatewayUnreachable`; `NoServerCapacity` when no server fits. */
  readonly type: string;
  readonly since: Instant;
  readonly retryAt: Instant;
  /** It is the whole server's, and the admins are told of it there, not for each member. Absent: no. */
  readonly isOfServer?: boolean;
}

/** The words of product.md 11.2, shown in the panel and as the search attribute `Standing`. */
export type Standing =
  | 'registered'
  | 'provisioning'
  | 'invited'
  | 'active'
  | 'grace'
  | 'restricted'
  | 'expired'
  | 'suspended'
  | 'blocked'
  | 'permanent'
  | 'closed';

export type Step =
  /** Choose a server and make a grant for the payment in force (`paymentId` null: permanent member). */
  | { readonly kind: 'placeMember'; readonly paymentId: string | null }
  /** Make a grant's access equal to `access`. */
  | {
      readonly kind: 'setAccess';
      readonly grantId: string;
      readonly access: AccessKey;
      readonly paymentId: string | null;
    }
  /** Ask the gateway what it has charged, before anything is taken for want of a payment. */
  | { readonly kind: 'askGateway'; readonly subscriptionId: string }
  /** Ask the media servers whether the member has watched something, which starts the clock of the payment. */
  | { readonly kind: 'lookForPlayback'; readonly paymentId: string }
  /** Have the gateway's list of payments read before anything is taken after this end. */
  | { readonly kind: 'readPayments'; readonly timeEnded: Instant }
  /** Take a member off the Discord server, once for the end of each paid time. */
  | { readonly kind: 'kickFromDiscord'; readonly timeEnded: Instant }
  /** Tell the member (or the admins) something once. `about` is the payment, grant or bonus it concerns. */
  | {
      readonly kind: 'sendNotice';
      readonly key: string;
      readonly event: NoticeEvent;
      readonly about: string | null;
    };

export interface Reason {
  readonly code:
    | 'permanent'
    | 'payment'
    | 'noPayment'
    | 'paymentEnded'
    | 'restrictedUntilDeleted'
    | 'keptAfterEnd'
    | 'chargeExpected'
    | 'paymentsBeingRead'
    | 'suspended'
    | 'accountChangeRequired'
    | 'accessLost'
    | 'provisioning'
    | 'trouble'
    | 'held'
    | 'keptByPerson'
    | 'spared'
    | 'leavesDiscord'
    | 'leaving'
    | 'closed';
  readonly paymentId?: string;
  readonly grantId?: string;
  readonly until?: Instant;
  readonly since?: Instant;
  readonly type?: string;
  /** Of what is spared: the access that would be left. */
  readonly access?: AccessKey;
  /** Of a payment whose clock waits for the first playback: when it starts at the latest. */
  readonly clockStartsBy?: Instant;
}

export interface Outlook {
  readonly standing: Standing;
  /** Something failed that a person should look at. */
  readonly needsAttention: boolean;
  /** What is due now. Empty when the member is settled. */
  readonly steps: readonly Step[];
  /** `stepKey` of all that is wanted now, due or kept waiting by a failure: other troubles are of no consequence. */
  readonly wanted: readonly string[];
  /** The next instant at which anything changes by itself. */
  readonly wakeAt: Instant | null;
  /** End of the last contiguous window that covers now or, when none does, of the latest that ended. */
  readonly entitledUntil: Instant | null;
  readonly because: readonly Reason[];
}
