import type { MailServer } from './channel.ts';

/** The entry of the keychain that holds a mail server's password. */
export function mailEntry({ host, port, user }: MailServer): string {
  return `smtp-${user}@${host}:${port}`;
}

/** The password that the environment gives for whatever mail server; it goes before what is kept. Null for none. */
export function mailPasswordFromEnvironment(environment: NodeJS.ProcessEnv = process.env): string | null {
  return environment.EDMS_SMTP_PASSWORD || null;
}
