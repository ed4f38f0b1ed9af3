import type { Instant } from '../subscription/facts.ts';
import type { LifecycleSettings } from '../subscription/lifecycle-settings.ts';
import type { Settings } from './index.ts';

const HOUR = 3_600_000;

type Deciding = Pick<Settings, 'reminders' | 'subscriptions' | 'media' | 'discordSync' | 'holds'>;

/**
 * The part of the settings that decides about members, as it travels in their facts. `silentUntil`: when the site
 * came back from its last silence.
 */
export function lifecycleSettings(settings: Deciding, silentUntil: Instant | null): LifecycleSettings {
  const { reminders, subscriptions, media, discordSync } = settings;
  const { enabled, daysPrior, includeTrials } = reminders;
  const { expiryMode: mode, deleteAfterDays, warnDays, recurringGraceHours } = subscriptions;
  return {
    reminders: { enabled, daysPrior, includeTrials },
    expiry: { mode, deleteAfterDays, warnDays, recurringGraceHours },
    ...(media.observeOnly ? { observeOnly: true } : {}),
    ...(discordSync.enabled && discordSync.kick ? { discord: kicksOf(settings, silentUntil) } : {}),
  };
}

/** What is known right after a silence may be old, and a kick cannot be taken back: people get as long to look. */
function kicksOf(
  { discordSync, holds }: Deciding,
  silentUntil: Instant | null,
): NonNullable<LifecycleSettings['discord']> {
  const { kickAfterDays } = discordSync;
  return holds.enabled && silentUntil !== null
    ? { kickAfterDays, notBefore: silentUntil + holds.silenceHours * HOUR }
    : { kickAfterDays };
}
