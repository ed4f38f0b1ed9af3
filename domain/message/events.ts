import type { NoticeEvent } from '../subscription/notice-event.ts';
import { accessMessages } from './access-messages.ts';
import { adminMessages } from './admin-messages.ts';
import { loginMessages } from './login-messages.ts';
import type { MessageDefinition } from './message-definition.ts';
import type { Placeholder, PlaceholderValue } from './placeholders.ts';
import { placeholders } from './placeholders.ts';
import { subscriptionMessages } from './subscription-messages.ts';

type LoginEvent = keyof typeof loginMessages;

/**
 * Every message that the site sends, with the text that goes out unless an admin has edited it. Wordings say
 * what happened and what happens next, and stay true when a message is late: they name instants, and what
 * they count (days_left) is counted when they are rendered.
 */
export const messageEvents = {
  ...loginMessages,
  ...subscriptionMessages,
  ...accessMessages,
  ...adminMessages,
} as const satisfies Record<NoticeEvent | LoginEvent | 'testMessage', MessageDefinition>;

export type MessageEventName = keyof typeof messageEvents;

type PlaceholderOf<Name extends MessageEventName> =
  | 'site.name'
  | 'site.uri'
  | (typeof messageEvents)[Name]['placeholders'][number];

/** What the sender must know to say this message: one value per placeholder, empty where there is none. */
export type MessageContext<Name extends MessageEventName> = {
  readonly [P in PlaceholderOf<Name>]: PlaceholderValue<P>;
};

export function allowedPlaceholders(event: MessageEventName): readonly Placeholder[] {
  return ['site.name', 'site.uri', ...messageEvents[event].placeholders];
}

export function sampleContext<Name extends MessageEventName>(event: Name): MessageContext<Name> {
  const samples = allowedPlaceholders(event).map((name) => [name, placeholders[name].sample]);
  return Object.fromEntries(samples) as MessageContext<Name>;
}
