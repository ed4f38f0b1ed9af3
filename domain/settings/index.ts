import type { z } from 'zod';
import { discordSync } from './discord-sync.ts';
import { features } from './features.ts';
import { holds } from './holds.ts';
import { mail } from './mail.ts';
import { media } from './media.ts';
import { ownActions } from './own-actions.ts';
import { payments } from './payments.ts';
import { referral } from './referral.ts';
import { registration } from './registration.ts';
import { reminders } from './reminders.ts';
import type { SettingsSection } from './section.ts';
import { site } from './site.ts';
import { stripe } from './stripe.ts';
import { subscriptions } from './subscriptions.ts';
import { trial } from './trial.ts';

/** Every section, in the order of the panel. */
export const sections = {
  site,
  mail,
  payments,
  stripe,
  registration,
  referral,
  reminders,
  subscriptions,
  trial,
  holds,
  media,
  discordSync,
  misc: ownActions,
  features,
} as const satisfies Record<string, SettingsSection<z.ZodObject>>;

export type SectionKey = keyof typeof sections;
export type SectionValue<Key extends SectionKey> = z.output<(typeof sections)[Key]['schema']>;
export type Settings = { readonly [Key in SectionKey]: SectionValue<Key> };
