import type { KeptMailPassword, PlainError, SentTest } from '../../preload/contract/types.ts';
import type { DraftedSchedule } from './schedules-slice.ts';
import type { SliceTools } from './work.ts';

export type Tested = 'mail' | 'command' | 'system' | 'edms';

/** What was tried out of the ways by which a schedule tells, while its form is open. */
export interface NoticesSlice {
  /** The test message that was sent last, or is being sent; null for none. */
  readonly tested: {
    readonly channel: Tested;
    readonly sending: boolean;
    readonly sent: SentTest | null;
    readonly error: PlainError | null;
  } | null;
  /** Where the password of the mail server in the fields is; null while nobody has asked. */
  readonly mailPassword: KeptMailPassword | null;
  readonly mailPasswordError: PlainError | null;
  /** Something is in the password's field and was not kept yet. The password itself is in no state of the window. */
  readonly passwordTyped: boolean;
  typeMailPassword(typed: boolean): void;
  /** Keeps a password, or only asks where one is. */
  keepMailPassword(password: string | null): Promise<void>;
  chooseProgram(): Promise<void>;
  testNotice(channel: Tested): Promise<void>;
  /** The server is another one. */
  forgetMailPassword(): void;
}

/** A form that was just opened. */
export const NOTHING_TRIED = {
  ...{ tested: null, mailPassword: null, mailPasswordError: null, passwordTyped: false },
} as const;

export function createNoticesSlice({ bridge, set, get }: SliceTools): NoticesSlice {
  const tell = (): DraftedSchedule['tell'] | null => get().scheduleForm?.draft.tell ?? null;
  return {
    ...NOTHING_TRIED,
    typeMailPassword: (passwordTyped) => set({ passwordTyped }),
    forgetMailPassword: () => set({ mailPassword: null, mailPasswordError: null }),
    keepMailPassword: async (password) => {
      const server = tell()?.mail?.server;
      if (!server || server.host.trim() === '' || server.user === null) return;
      const { user } = server;
      const answer = await bridge.ask('notices:password', { server: { ...server, user }, password });
      if (tell()?.mail?.server !== server) return;
      set(
        answer.ok
          ? { mailPassword: answer.value, mailPasswordError: null }
          : { mailPassword: null, mailPasswordError: answer.error },
      );
      if (answer.ok && password !== null) set({ passwordTyped: false });
    },
    chooseProgram: async () => {
      const answer = await bridge.ask('notices:program', null);
      const now = tell();
      if (!answer.ok || answer.value === null || !now?.command) return;
      const { id: program, path: programPath } = answer.value;
      get().changeDraft({ tell: { ...now, command: { ...now.command, program, programPath } } });
    },
    testNotice: async (channel) => {
      const form = get().scheduleForm;
      const given = form && testedChannel(channel, form.draft);
      if (!given || get().tested?.sending) return;
      const schedule = form.draft.name.trim() || '…';
      const tested = { channel, sending: true, sent: null, error: null };
      set({ tested });
      const answer = await bridge.ask('notices:test', { schedule, channel: given });
      if (get().tested !== tested) return;
      set({
        tested: answer.ok
          ? { ...tested, sending: false, sent: answer.value }
          : { ...tested, sending: false, error: answer.error },
      });
    },
  };
}

function testedChannel(channel: Tested, { tell, target }: DraftedSchedule) {
  const { system, mail, command, edms } = tell;
  if (channel === 'system' && system) return { kind: 'system' } as const;
  if (channel === 'edms' && edms && target) return { kind: 'edms', to: edms.to, target } as const;
  if (channel === 'mail' && mail) {
    const { about: _, ...rest } = withCertificate(mail);
    return { kind: 'mail', ...rest } as const;
  }
  if (channel === 'command' && command) {
    const { program, words, timeLimitSeconds } = command;
    return { kind: 'command', program, words, timeLimitSeconds } as const;
  }
  return null;
}

/** The mail as it is sent: the file of certificates by its id. */
export function withCertificate({ certificate, ...mail }: NonNullable<DraftedSchedule['tell']['mail']>) {
  return { ...mail, certificate: certificate?.id ?? null };
}

/** Whether these are addresses, and at least one. */
export function areAddresses(addresses: readonly string[]): boolean {
  return addresses.length > 0 && addresses.every((one) => /^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/.test(one));
}

/** Whether a channel can be used as it is in the form. */
export function isMailWhole({ server, from, to }: NonNullable<DraftedSchedule['tell']['mail']>): boolean {
  const { host, port, security, user } = server;
  return (
    host.trim() !== '' &&
    Number.isInteger(port) &&
    port > 0 &&
    port < 65_536 &&
    (security !== 'none' || user === null) &&
    areAddresses([from]) &&
    areAddresses(to)
  );
}

export function isCommandWhole({
  program,
  timeLimitSeconds: limit,
}: NonNullable<DraftedSchedule['tell']['command']>): boolean {
  return program !== '' && Number.isInteger(limit) && limit >= 1 && limit <= 600;
}
