import { setTimeout as pause } from 'node:timers/promises';
import type { MailSimulator } from '../simulators/mail/index.ts';

type ReceivedMail = Awaited<ReturnType<MailSimulator['arrival']>>;

const ARRIVES_WITHIN_MS = 20_000;

/** The first mail to this person with this subject that came after the given one; waits for it. */
export async function readMail(
  mail: MailSimulator,
  { to, subject, after }: { readonly to: string; readonly subject: RegExp; readonly after?: ReceivedMail },
): Promise<ReceivedMail> {
  const giveUp = new AbortController();
  const tooLate = pause(ARRIVES_WITHIN_MS, null, { signal: giveUp.signal }).then(
    () => {
      const seen = mail.to(to).map((one) => one.subject);
      throw new Error(`No mail ${subject} to ${to}; there are: ${seen.join(' | ')}`);
    },
    () => new Promise<never>(() => undefined),
  );
  try {
    const fits = (one: ReceivedMail) =>
      one.to.includes(to) && subject.test(one.subject) && one.id > (after?.id ?? 0);
    return await Promise.race([mail.arrival(fits), tooLate]);
  } finally {
    giveUp.abort();
  }
}

/** The address behind the words of a link or button of a mail. */
export function linkIn({ html }: ReceivedMail, words: string): string {
  const links = [...html.matchAll(/<a [^>]*href="([^"]+)"[^>]*>([^<]*)</g)];
  const found = links.find(([, , text]) => text?.includes(words));
  if (found?.[1] === undefined) throw new Error(`The mail has no link "${words}"`);
  return found[1].replaceAll('&amp;', '&');
}

/** What stands behind a name in the facts of a mail, such as the password of an invitation. */
export function factIn({ text }: ReceivedMail, name: string): string {
  const line = text.split('\n').find((one) => one.startsWith(`${name}: `));
  if (line === undefined) throw new Error(`The mail names no ${name}:\n${text}`);
  return line.slice(name.length + 2).trim();
}
