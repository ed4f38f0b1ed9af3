import type { Notifier } from './notifier.ts';
import type { SmtpSettings } from './smtp-message.ts';
import { smtp, type SmtpDeps } from './smtp.ts';

/** Every channel has a maker here; a missing one does not compile. */
export const notifiers = {
  email: smtp,
} satisfies Record<Notifier['channel'], (settings: SmtpSettings, deps: SmtpDeps) => Notifier>;
