import type { ToldEvent } from '../../types.ts';
import { formatsOf } from '../formats.ts';

const { number } = formatsOf('en');

/** What the form of a schedule says of who is told, in English. */
export const englishTelling = {
  title: 'Who is told',
  system: 'Show a notification on this desktop, while the console is open or beside the clock',
  mail: 'Send mail',
  command: 'Run a program',
  edms: 'Let the EDMS notify somebody',
  edmsTo: 'Addresses for the EDMS to notify',
  edmsHint: 'Separated by commas; a row of its notification queue, where it has one.',
  ways: { system: 'the notification', mail: 'the mail', command: 'the program', edms: 'the EDMS' },
  aboutOf: (way: string) => `Of what ${way} tells`,
  about: {
    failed: 'Failures',
    recovered: 'The first success after one',
    overdue: 'Overdue runs',
    succeeded: 'Every success',
  } satisfies { readonly [event in ToldEvent]: string },
  host: 'Mail server',
  port: 'Port',
  security: 'Encryption',
  securities: { tls: 'TLS', starttls: 'STARTTLS', none: 'none' },
  user: 'User',
  userHint: 'Empty where the server asks for no sign-in.',
  userNone: 'No password is sent without encryption.',
  certificate: 'Certificate authority',
  certificateNone: 'those that this system trusts',
  password: 'Password',
  passwordHint: 'It is not shown again. Runs take it from the system’s keychain.',
  keepPassword: 'Keep the password',
  kept: {
    keychain: 'A password for this account is in the system’s keychain.',
    'this run':
      'The password is kept until the console is closed. Scheduled runs do not have it: give it to them in EDMS_SMTP_PASSWORD.',
    environment:
      'EDMS_SMTP_PASSWORD gives the password to this console. Runs that the system calls need it in their own environment.',
    none: 'No password is kept for this account.',
  },
  from: 'Sender',
  to: 'Recipients',
  toHint: 'Separated by commas.',
  chooseProgram: 'Choose the program…',
  noProgram: 'No program is chosen yet.',
  words: 'Its arguments, one on each line',
  wordsHint:
    'No shell reads them. The facts are on its standard input as JSON, and in EDMS_NOTICE_… of its environment.',
  limit: 'Ended after seconds',
  test: {
    mail: 'Send a test message',
    command: 'Run it with a test message',
    system: 'Show a test message',
    edms: 'Write a test message into the EDMS',
  },
  edmsTestHint:
    'The test message is one row in the EDMS’s notification queue, marked as a test; whether the EDMS sends it shows whether this way works.',
  testing: 'Sending…',
  mailSent: (answer: string) => `The server took the test message. It said: ${answer}`,
  mailRefused: (addresses: string) => `It did not take it for ${addresses}.`,
  commandSent: (milliseconds: number) =>
    `The program ended with 0 after ${number(milliseconds)} milliseconds.`,
  systemSent:
    'The system was given the test message. Where none appears, its own settings keep notifications of this program back.',
  edmsSent: (target: string, row: string) =>
    `${target} has the test message in notification_queue, row ${row}. Sending it is up to the EDMS.`,
  others: (channels: string) => `Set by the command line, and kept: ${channels}.`,
};
