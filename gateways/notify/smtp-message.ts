import type { SendMailOptions } from 'nodemailer';
import type { MailSettings } from '../../domain/settings/mail.ts';
import type { OutgoingMessage } from './notifier.ts';

export type SmtpSettings = MailSettings & { readonly siteName: string };

export function composeMail(message: OutgoingMessage, settings: SmtpSettings, now: number): SendMailOptions {
  const { fromAddress, replyTo } = settings;
  return {
    // Addresses stand as objects and in the envelope, so that nothing in them is read as a list or a header.
    envelope: { from: fromAddress, to: [message.to] },
    from: { name: senderName(settings), address: fromAddress },
    to: { name: '', address: message.to },
    ...(replyTo === '' ? {} : { replyTo: { name: '', address: replyTo } }),
    subject: message.subject,
    text: message.text,
    html: message.html,
    messageId: messageId(message.id, fromAddress),
    date: new Date(now),
    headers: { 'Auto-Submitted': 'auto-generated' },
    xMailer: false,
  };
}

export function senderName(settings: SmtpSettings): string {
  return settings.fromName === '' ? settings.siteName : settings.fromName;
}

/** Never a list: a comma in an address would show the message to somebody else. */
export function isOneAddress(text: string): boolean {
  return /^[^\s<>,;:()[\]\\"@]+@[^\s<>,;:()[\]\\"@]+$/.test(text);
}

/** One notice, one Message-ID, whatever characters its key has. */
function messageId(id: string, fromAddress: string): string {
  const local = id.replace(/[^A-Za-z0-9!#$&'*+/=?^_`{|}~.-]/g, (character) => encodeURIComponent(character));
  return `<${local}@${fromAddress.slice(fromAddress.lastIndexOf('@') + 1)}>`;
}
