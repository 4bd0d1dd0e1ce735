import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { EngineError, withoutSecrets } from '../../engine/errors.ts';
import type { MailChannel, MailServer } from './channel.ts';
import type { Notice } from './notice.ts';

/** How long a mail server may take to answer, in milliseconds. */
const PATIENCE = 20_000;

/** The password of a mail server; null for none. */
export type MailPassword = (server: MailServer) => Promise<string | null>;

/** What a mail server said of a mail that it took, and the addresses that it did not take beside those that it did. */
export interface TakenMail {
  readonly answer: string;
  readonly refused: readonly string[];
}

/** Sends a notice by mail, as plain text. The same event has the same Message-ID. Error: `NOTICE_NOT_SENT`. */
export async function sendMail(
  channel: MailChannel,
  notice: Notice,
  passwordOf: MailPassword,
): Promise<TakenMail> {
  const { server, from, to } = channel;
  const { host, port, security, user } = server;
  const password = user === null ? null : await passwordOf(server);
  if (user !== null && password === null)
    throw notSent(
      `No password is known for ${user} at the mail server ${host}.`,
      'Give it in EDMS_SMTP_PASSWORD, or keep it in the keychain: in the window, or with schedule add … --password-stdin.',
    );
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user === null || password === null ? {} : { auth: { user, pass: password } }),
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const id = createHash('sha256')
      .update(`${notice.event} ${JSON.stringify(to)}`)
      .digest('hex')
      .slice(0, 32);
    const { response, rejected } = await transport.sendMail({
      from,
      to: [...to],
      subject: notice.subject,
      text: notice.text,
      messageId: `<${id}@edms-backup-console>`,
      // So that nobody's absence is answered to it.
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    return { answer: withoutSecrets(response).slice(0, 300), refused: rejected.map(addressOf) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const details = withoutSecrets(password === null ? why : why.replaceAll(password, '***')).slice(0, 500);
    throw notSent(
      `The mail server ${host}:${port} did not take the notice.`,
      'Check its address, encryption and account.',
      details,
    );
  } finally {
    transport.close();
  }
}

function addressOf(recipient: string | { readonly address: string }): string {
  return typeof recipient === 'string' ? recipient : recipient.address;
}

/** A notice that certainly did not arrive. */
export function notSent(message: string, advice: string, details?: string): EngineError {
  return new EngineError({
    code: 'NOTICE_NOT_SENT',
    message,
    consequence: 'Nobody was told on this way; it is tried again later.',
    advice,
    ...(details === undefined ? {} : { details }),
  });
}
