import type { LifecycleSettings } from '../subscription/lifecycle-settings.ts';
import type { SectionValue } from './index.ts';

/** The part of the settings that decides about members, as it travels in their facts. */
export function lifecycleSettings(
  reminders: SectionValue<'reminders'>,
  subscriptions: SectionValue<'subscriptions'>,
  { observeOnly }: SectionValue<'media'>,
): LifecycleSettings {
  const { enabled, daysPrior, includeTrials } = reminders;
  const { expiryMode: mode, deleteAfterDays, warnDays, recurringGraceHours } = subscriptions;
  return {
    reminders: { enabled, daysPrior, includeTrials },
    expiry: { mode, deleteAfterDays, warnDays, recurringGraceHours },
    ...(observeOnly ? { observeOnly } : {}),
  };
}
