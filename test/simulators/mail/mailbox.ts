import { simpleParser, type ParsedMail } from 'mailparser';

export interface ReceivedMail {
  /** Counts up, never reused. */
  readonly id: number;
  /** With its angle brackets; empty when the mail has none. */
  readonly messageId: string;
  readonly envelopeFrom: string;
  /** The recipients of the envelope, not those of the header. */
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Lower-case names; one entry per header line, unfolded. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly attachments: number;
  /** Of the simulator's clock. */
  readonly receivedAt: number;
}

interface MailEnvelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** Everything that was accepted, oldest first; the oldest go once the list is full. */
export interface Mailbox {
  readonly mails: readonly ReceivedMail[];
  to(address: string): readonly ReceivedMail[];
  /** One per Message-ID and recipient, the first that came: what a mail program shows. */
  distinct(): readonly ReceivedMail[];
  byId(id: number): ReceivedMail | null;
  /** Resolves with the first mail that fits, already there or still to come. */
  arrival(fits: (mail: ReceivedMail) => boolean): Promise<ReceivedMail>;
  /** Ever accepted, also those that have gone from the list. */
  count(): number;
  clear(): void;
}

export interface FillableMailbox extends Mailbox {
  keep(source: Buffer, envelope: MailEnvelope, receivedAt: number): Promise<ReceivedMail>;
}

export function createMailbox(mailsKept: number): FillableMailbox {
  const mails: ReceivedMail[] = [];
  const waiting = new Set<{ fits: (mail: ReceivedMail) => boolean; resolve: (mail: ReceivedMail) => void }>();
  let count = 0;

  function add(mail: ReceivedMail): ReceivedMail {
    mails.push(mail);
    if (mails.length > mailsKept) mails.splice(0, mails.length - mailsKept);
    for (const waiter of waiting) {
      if (!waiter.fits(mail)) continue;
      waiting.delete(waiter);
      waiter.resolve(mail);
    }
    return mail;
  }

  return {
    mails,
    to: (address) => mails.filter((mail) => isTo(mail, address)),
    distinct: () => [...new Map(mails.toReversed().map((mail) => [keyOf(mail), mail])).values()].toReversed(),
    byId: (id) => mails.find((mail) => mail.id === id) ?? null,
    arrival(fits) {
      const there = mails.find(fits);
      if (there !== undefined) return Promise.resolve(there);
      return new Promise((resolve) => waiting.add({ fits, resolve }));
    },
    count: () => count,
    clear: () => void mails.splice(0),
    async keep(source, envelope, receivedAt) {
      const parsed = await simpleParser(source, {
        skipHtmlToText: true,
        skipTextToHtml: true,
        skipImageLinks: true,
      });
      count += 1;
      return add(mailOf(parsed, { id: count, envelope, receivedAt }));
    },
  };
}

export function isTo(mail: ReceivedMail, address: string): boolean {
  return mail.to.some((recipient) => recipient.toLowerCase() === address.toLowerCase());
}

function keyOf(mail: ReceivedMail): string {
  return mail.messageId === '' ? `no id, ${mail.id}` : `${mail.messageId} ${mail.to.join(',').toLowerCase()}`;
}

interface Arrival {
  readonly id: number;
  readonly envelope: MailEnvelope;
  readonly receivedAt: number;
}

function mailOf(parsed: ParsedMail, { id, envelope, receivedAt }: Arrival): ReceivedMail {
  return {
    id,
    messageId: parsed.messageId ?? '',
    envelopeFrom: envelope.from,
    to: envelope.to,
    from: parsed.from?.text ?? '',
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: parsed.html === false || parsed.html === undefined ? '' : parsed.html,
    headers: headersOf(parsed),
    attachments: parsed.attachments.length,
    receivedAt,
  };
}

function headersOf(parsed: ParsedMail): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (const { key, line } of parsed.headerLines) {
    const value = line
      .slice(line.indexOf(':') + 1)
      .replace(/\r?\n[ \t]+/g, ' ')
      .trim();
    headers[key] = [...(headers[key] ?? []), value];
  }
  return headers;
}
