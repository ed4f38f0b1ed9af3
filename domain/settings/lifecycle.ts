import type { LifecycleSettings } from '../subscription/lifecycle-settings.ts';
import type { Settings } from './index.ts';

/** The part of the settings that decides about members, as it travels in their facts. */
export function lifecycleSettings({
  reminders,
  subscriptions,
  media,
  discordSync,
}: Pick<Settings, 'reminders' | 'subscriptions' | 'media' | 'discordSync'>): LifecycleSettings {
  const { enabled, daysPrior, includeTrials } = reminders;
  const { expiryMode: mode, deleteAfterDays, warnDays, recurringGraceHours } = subscriptions;
  const { kickAfterDays } = discordSync;
  return {
    reminders: { enabled, daysPrior, includeTrials },
    expiry: { mode, deleteAfterDays, warnDays, recurringGraceHours },
    ...(media.observeOnly ? { observeOnly: true } : {}),
    ...(discordSync.enabled && discordSync.kick ? { discord: { kickAfterDays } } : {}),
  };
}
