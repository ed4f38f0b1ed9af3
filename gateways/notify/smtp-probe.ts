import type { NodemailerError, SMTPPoolOptions } from 'nodemailer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { ConnectionTest } from '../fault.ts';
import { judgeSmtp } from './smtp-faults.ts';
import { senderName, type SmtpSettings } from './smtp-message.ts';

interface Session {
  readonly isEncrypted: boolean;
  readonly offersSignIn: boolean;
}

/** Connects, encrypts and signs in as a delivery would, sends nothing, and says in words what came of it. */
export async function probeSmtp(settings: SmtpSettings, options: SMTPPoolOptions): Promise<ConnectionTest> {
  if (settings.host === '') return missing('host', 'Enter the host of the mail server');
  if (settings.fromAddress === '') return missing('fromAddress', 'Enter the address that messages come from');
  const server = `${settings.host}:${settings.port}`;
  try {
    const session = await openSession(settings, options);
    return { ok: true, summary: summaryOf(session, settings), warnings: warningsOf(session, settings) };
  } catch (error) {
    const verdict = judgeSmtp(error as NodemailerError, {
      server,
      isHandedOver: false,
      secrets: [settings.password],
    });
    if (verdict.kind === 'refused') throw error;
    return { ok: false, fault: verdict.fault, field: verdict.field, message: verdict.message };
  }
}

function openSession(settings: SmtpSettings, options: SMTPPoolOptions): Promise<Session> {
  const connection = new SMTPConnection(options);
  return new Promise<Session>((resolve, reject) => {
    const finish = (error?: NodemailerError | null) => {
      if (error) return reject(error);
      connection.quit();
      return resolve({ isEncrypted: connection.secure, offersSignIn: connection.allowsAuth });
    };
    connection.on('error', reject);
    connection.once('end', () =>
      reject(Object.assign(new Error('Connection closed'), { code: 'ECONNECTION' })),
    );
    connection.connect((error) => {
      if (error || settings.username === '' || !connection.allowsAuth) return finish(error);
      return connection.login({ user: settings.username, pass: settings.password }, finish);
    });
  }).finally(() => connection.close());
}

function summaryOf(session: Session, settings: SmtpSettings): string {
  const isSignedIn = settings.username !== '' && session.offersSignIn;
  const how = [
    session.isEncrypted ? 'encrypted' : 'not encrypted',
    isSignedIn ? `signed in as ${settings.username}` : 'without a sign-in',
  ].join(', ');
  return `Connected to ${settings.host}:${settings.port}, ${how}. Messages come from ${senderName(settings)} <${settings.fromAddress}>.`;
}

function warningsOf(session: Session, settings: SmtpSettings): readonly string[] {
  const warnings: string[] = [];
  if (!session.isEncrypted && settings.username !== '') {
    warnings.push('The password and all messages travel unencrypted.');
  }
  if (settings.username !== '' && !session.offersSignIn) {
    warnings.push('The server offers no sign-in: user name and password are not used.');
  }
  if (settings.username === '' && session.offersSignIn) {
    warnings.push('The server offers a sign-in. Many servers take mail only after one.');
  }
  return warnings;
}

function missing(field: string, message: string): ConnectionTest {
  return { ok: false, fault: 'requestRejected', field, message };
}
