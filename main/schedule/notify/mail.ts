import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
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
  const { server, ca, from, to } = channel;
  const { host, port, security, user } = server;
  const password = user === null ? null : await passwordOf(server);
  if (user !== null && password === null)
    throw notSent(
      `No password is known for ${user} at the mail server ${host}.`,
      'Give it in EDMS_SMTP_PASSWORD, or keep it in the keychain: in the window, or with schedule add … --password-stdin.',
    );
  const trusted = ca === undefined ? {} : { tls: { ca: await certificatesIn(ca) } };
  const transport = createTransport({
    ...trusted,
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
    // Every complaint of OpenSSL about a certificate names it; nodemailer keeps no code of it.
    if (security !== 'none' && /certificate/i.test(why))
      throw notSent(`The certificate of the mail server ${host}:${port} is not trusted.`, TRUST, details);
    throw notSent(
      `The mail server ${host}:${port} did not take the notice.`,
      'Check its address, encryption and account.',
      details,
    );
  } finally {
    transport.close();
  }
}

/** The certificates (PEM) of a file. Error: `NOTICE_NOT_SENT`. */
export async function certificatesIn(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw notSent(
      `The file of certificates ${file} cannot be read.`,
      'Check the path and the rights to it.',
      error instanceof Error ? error.message : String(error),
    );
  });
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    // A part that is none would be passed over later on, and nobody would know why the server is not trusted.
    for (const block of blocks) new X509Certificate(block);
  } catch (error) {
    throw notSent(
      `The file ${file} holds something that is no certificate.`,
      PEM,
      error instanceof Error ? error.message : String(error),
    );
  }
  if (blocks.length === 0) throw notSent(`The file ${file} holds no certificate.`, PEM);
  return blocks;
}

const TRUST =
  'Name the authority that signed it (in the window, or with --smtp-ca FILE), and the server as its certificate does.';
const PEM =
  'Name the certificate of the authority as a PEM file: it begins with -----BEGIN CERTIFICATE-----.';

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
