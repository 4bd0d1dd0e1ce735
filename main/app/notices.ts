import type { RequestOf } from '../../preload/contract/bridge.ts';
import type { KeptMailPassword, SentTest } from '../../preload/contract/types.ts';
import { labelOf } from '../engine/database/address.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import { runCommand } from '../schedule/notify/command.ts';
import { notSent, sendMail } from '../schedule/notify/mail.ts';
import { mailEntry, mailPasswordFromEnvironment } from '../schedule/notify/mail-password.ts';
import { type Notice, testNotice } from '../schedule/notify/notice.ts';
import type { ChosenPaths } from './chosen.ts';
import type { ProfilePasswords } from './profile-passwords.ts';
import type { Profiles } from './profiles.ts';
import { checkedChannel, commandOf, mailOf } from './tell-draft.ts';

/** Shows a notice on the desktop. */
export type ShowNotice = (notice: Notice) => void;

type Test = RequestOf<'notices:test'>['channel'];
type TestOf<Kind extends Test['kind']> = Extract<Test, { readonly kind: Kind }>;

interface NoticesParts {
  readonly engine: Pick<Engine, 'notifyTarget'>;
  readonly profiles: Pick<Profiles, 'targetOf' | 'isGuarded'>;
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

  /**
   * Sends a message as a run would, and says what became of it; `show` shows one on the desktop, null where the system has
   * no such thing. Errors: `NOTICE_NOT_SENT`, `SCHEDULE_INVALID`, `USAGE`, `TARGET_…`.
   */
  async test({ schedule, channel }: RequestOf<'notices:test'>, show: ShowNotice | null): Promise<SentTest> {
    const notice = testNotice(schedule, this.#parts.now());
    try {
      switch (channel.kind) {
        case 'mail':
          return await this.#testMail(channel, notice);
        case 'command':
          return await this.#testCommand(channel, notice);
        case 'edms':
          return await this.#testEdms(channel, notice);
        case 'system':
          if (show === null)
            throw notSent('This system shows no notifications.', 'Take another way: mail, or a program.');
          show(notice);
          return { kind: 'system' };
      }
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'NOTICE_NOT_SENT') throw error;
      throw new EngineError({ ...error.plain, consequence: 'The test message was not sent.' }, error);
    }
  }

  async #testMail(given: TestOf<'mail'>, notice: Notice): Promise<SentTest> {
    const { chosen, passwords, environment } = this.#parts;
    const channel = checkedChannel(mailOf(given, chosen), 'mail');
    const { answer, refused } = await sendMail(
      channel,
      notice,
      async (server) => mailPasswordFromEnvironment(environment) ?? passwords.get(mailEntry(server)),
    );
    return { kind: 'mail', answer, refused: [...refused] };
  }

  async #testCommand(given: TestOf<'command'>, notice: Notice): Promise<SentTest> {
    const { chosen, environment } = this.#parts;
    const channel = checkedChannel(commandOf(given, chosen), 'command');
    const began = performance.now();
    await runCommand(channel, notice, environment);
    return { kind: 'command', milliseconds: Math.round(performance.now() - began) };
  }

  /** Into the queue of the EDMS that the form names, marked as a test; one that demands a sign-in is told nothing. */
  async #testEdms({ target, ...given }: TestOf<'edms'>, notice: Notice): Promise<SentTest> {
    const { engine, profiles } = this.#parts;
    const { to } = checkedChannel(given, 'edms');
    const { address, demandsSignIn } =
      target.kind === 'embedded' ? { address: target, demandsSignIn: false } : await this.#profile(target.id);
    const label = labelOf(address);
    if (demandsSignIn || profiles.isGuarded(address))
      throw notSent(
        `${label} demands a sign-in, which a notice has not.`,
        'Take another way: mail, or a program.',
      );
    const { event, subject, text, at } = notice;
    const row = { event, to, subject, message: text, urgent: false, at: new Date(at), isTest: true };
    const { tables, leftOut } = await engine.notifyTarget(address, row);
    const [key] = tables.flatMap(({ keys }) => keys);
    if (key === undefined) throw notSent(leftOut.join(' '), 'Take another way: mail, or a program.');
    return { kind: 'edms', target: label, row: key };
  }

  async #profile(id: string) {
    const { address, profile } = await this.#parts.profiles.targetOf(id);
    return { address, demandsSignIn: profile.demandSignIn };
  }
}
