export { startMail, type MailOptions, type MailSimulator } from './mail.ts';
export type { MailFault, MailFaultDesk } from './mail-faults.ts';
export type { ReceivedMail } from './mailbox.ts';
