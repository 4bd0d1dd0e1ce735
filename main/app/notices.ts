import type { RequestOf } from '../../preload/contract/bridge.ts';
import type { KeptMailPassword, SentTest } from '../../preload/contract/types.ts';
import { EngineError } from '../engine/errors.ts';
import { runCommand } from '../schedule/notify/command.ts';
import { sendMail } from '../schedule/notify/mail.ts';
import { mailEntry, mailPasswordFromEnvironment } from '../schedule/notify/mail-password.ts';
import { testNotice } from '../schedule/notify/notice.ts';
import type { ChosenPaths } from './chosen.ts';
import type { ProfilePasswords } from './profile-passwords.ts';
import { checkedChannel, commandOf } from './tell-draft.ts';

interface NoticesParts {
  readonly chosen: ChosenPaths;
  readonly passwords: ProfilePasswords;
  readonly environment?: NodeJS.ProcessEnv;
  readonly now?: () => number;
}

/** What the form of a schedule tries out before a night depends on it. Knows no electron, so that it can be tested without one. */
export class Notices {
  readonly #parts: Required<NoticesParts>;

  constructor({ environment = process.env, now = Date.now, ...parts }: NoticesParts) {
    this.#parts = { environment, now, ...parts };
  }

  /** Keeps the password of a mail server, where one is given, and says where there is one. Error: `KEYCHAIN_REFUSED`. */
  async password({ server, password }: RequestOf<'notices:password'>): Promise<KeptMailPassword> {
    const { passwords, environment } = this.#parts;
    const entry = mailEntry(server);
    if (password !== null) {
      const kept = await passwords.keep(entry, password, true);
      return { kept: kept.password, because: kept.because };
    }
    // Runs ask in this order.
    if (mailPasswordFromEnvironment(environment) !== null) return { kept: 'environment', because: null };
    if (passwords.hasHere(entry)) return { kept: 'this run', because: null };
    const secrets = await passwords.secrets();
    return { kept: (await secrets.get(entry)) === null ? 'none' : 'keychain', because: null };
  }

  /** Sends a message as a run would, and says what became of it. Errors: `NOTICE_NOT_SENT`, `SCHEDULE_INVALID`, `USAGE`. */
  async test({ schedule, channel: given }: RequestOf<'notices:test'>): Promise<SentTest> {
    const { chosen, passwords, environment, now } = this.#parts;
    const notice = testNotice(schedule, now());
    const channel = checkedChannel(given.kind === 'mail' ? given : commandOf(given, chosen));
    try {
      if (channel.kind === 'mail') {
        const sent = await sendMail(
          channel,
          notice,
          async (server) => mailPasswordFromEnvironment(environment) ?? passwords.get(mailEntry(server)),
        );
        return { kind: 'mail', answer: sent.answer, refused: [...sent.refused] };
      }
      if (channel.kind !== 'command') throw new Error('The form tests mail and commands.');
      const began = performance.now();
      await runCommand(channel, notice, environment);
      return { kind: 'command', milliseconds: Math.round(performance.now() - began) };
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'NOTICE_NOT_SENT') throw error;
      throw new EngineError({ ...error.plain, consequence: 'The test message was not sent.' }, error);
    }
  }
}
