export { selfSigned } from './certificate.ts';
export { type MailOptions, type MailSimulator, startMail } from './mail.ts';
