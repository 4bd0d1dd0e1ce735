import type {
  OfferedSchedule,
  PlainError,
  RetentionPolicy,
  ScheduleDraft,
  ScheduleList,
  ScheduleRun,
  ScheduleTimer,
  ShownSchedule,
} from '../../preload/contract/types.ts';
import { isCommandWhole, isMailWhole, NOTHING_TRIED, withCertificate } from './notices-slice.ts';
import { isAdmitted } from './session-slice.ts';
import type { SliceTools, Work } from './work.ts';

/** A schedule as the form has it: what is null has still to be chosen. */
export type DraftedSchedule = ShownSchedule['draft'];
export type DraftedWork = DraftedSchedule['work'];

export interface ScheduleForm {
  /** Null for a new one. */
  readonly id: string | null;
  readonly draft: DraftedSchedule;
  readonly saving: boolean;
  readonly error: PlainError | null;
}

export interface SchedulesSlice {
  readonly scheduleList: ScheduleList | null;
  readonly schedulesError: PlainError | null;
  /** Id of the schedule that is shown beside the list. */
  readonly shownSchedule: string | null;
  readonly scheduleRuns: readonly ScheduleRun[];
  readonly scheduleForm: ScheduleForm | null;
  /** The open EDMS's own plans that could become schedules. */
  readonly offeredSchedules: readonly OfferedSchedule[];
  /** What the system is told to call, once the person has asked to see it. */
  readonly scheduleTimer: ScheduleTimer | null;
  loadSchedules(): Promise<void>;
  showSchedule(id: string | null): Promise<void>;
  draftSchedule(): Promise<void>;
  /** Looks what the open EDMS would do by itself. */
  loadOffered(): Promise<void>;
  draftOffered(offered: OfferedSchedule): Promise<void>;
  editSchedule(): Promise<void>;
  changeDraft(change: Partial<DraftedSchedule>): void;
  chooseExportFolder(): Promise<void>;
  saveSchedule(): Promise<void>;
  leaveScheduleForm(): void;
  pauseSchedule(paused: boolean): Promise<void>;
  runSchedule(): Promise<void>;
  removeSchedule(): Promise<void>;
  showTimer(): Promise<void>;
  hideTimer(): void;
  installTimer(install: boolean): Promise<void>;
  /** A run had the open target for itself: what was found out about it counts no more. */
  targetLent(targetOpen: boolean): void;
}

export function createSchedulesSlice({ bridge, set, get }: SliceTools): SchedulesSlice {
  /** Does something with the shown schedule, and shows how it stands then. */
  const withShown = async (
    ask: (id: string) => Promise<{ readonly ok: true } | { readonly ok: false; readonly error: PlainError }>,
  ): Promise<void> => {
    const { shownSchedule } = get();
    if (shownSchedule === null) return;
    const answer = await ask(shownSchedule);
    set({ schedulesError: answer.ok ? null : answer.error });
    await get().loadSchedules();
  };
  /** What the form offers: profiles, embedded databases and repositories. */
  const loadChoices = async (): Promise<void> => {
    const known = await bridge.ask('repositories:list', null);
    if (known.ok) set({ repositories: known.value.repositories, signingKey: known.value.signingKey });
    await Promise.all([get().loadProfiles(), get().refreshKnown()]);
  };
  return {
    scheduleList: null,
    schedulesError: null,
    shownSchedule: null,
    scheduleRuns: [],
    scheduleForm: null,
    offeredSchedules: [],
    scheduleTimer: null,

    loadSchedules: async () => {
      const answer = await bridge.ask('schedules:list', null);
      if (!answer.ok) {
        set({ schedulesError: answer.error });
        return;
      }
      set({ scheduleList: answer.value });
      const { schedules } = answer.value;
      const { shownSchedule } = get();
      const shown = schedules.find(({ id }) => id === shownSchedule) ?? schedules[0];
      await get().showSchedule(shown?.id ?? null);
    },
    showSchedule: async (shownSchedule) => {
      const isOther = get().shownSchedule !== shownSchedule;
      set({ shownSchedule, ...(isOther ? { scheduleRuns: [] } : {}) });
      if (shownSchedule === null) return;
      const answer = await bridge.ask('schedules:runs', { id: shownSchedule });
      if (answer.ok && get().shownSchedule === shownSchedule) set({ scheduleRuns: answer.value.runs });
    },
    draftSchedule: async () => {
      await loadChoices();
      const { scheduleList, repositories, profiles, embeddedNames, target } = get();
      const embedded = embeddedNames[0];
      const profile = target?.profile ?? profiles?.profiles[0];
      const draft: DraftedSchedule = {
        ...NEW,
        timeZone: scheduleList?.timeZone ?? 'UTC',
        target: profile
          ? { kind: 'profile', id: profile.id }
          : embedded === undefined
            ? null
            : { kind: 'embedded', name: embedded },
        work: { ...NEW_SNAPSHOT, repository: repositories?.[0]?.id ?? null },
      };
      set({
        scheduleForm: { id: null, draft, saving: false, error: null },
        schedulesError: null,
        ...NOTHING_TRIED,
      });
    },
    loadOffered: async () => {
      const { target } = get();
      if (!target || !isAdmitted(get())) {
        set({ offeredSchedules: [] });
        return;
      }
      const answer = await bridge.ask('schedules:offered', null);
      // An EDMS that cannot be asked offers nothing; whoever works with it is told why elsewhere.
      if (get().target === target) set({ offeredSchedules: answer.ok ? answer.value : [] });
    },
    draftOffered: async ({ name, when, timeZone, target, takes }) => {
      await loadChoices();
      const repository = get().repositories?.[0]?.id ?? null;
      const work: DraftedWork =
        takes.kind === 'files'
          ? { ...NEW_EXPORT, filesOnly: true }
          : { ...NEW_SNAPSHOT, ...takes, repository };
      set({
        scheduleForm: {
          ...{ id: null, saving: false, error: null },
          draft: { ...NEW, name, when, timeZone, target, work },
        },
        schedulesError: null,
        ...NOTHING_TRIED,
      });
    },
    editSchedule: async () => {
      await loadChoices();
      const shown = shownSchedule(get());
      if (shown === null) return;
      set({
        scheduleForm: { id: shown.id, draft: shown.draft, saving: false, error: null },
        schedulesError: null,
        ...NOTHING_TRIED,
      });
    },
    changeDraft: (change) =>
      set(({ scheduleForm }) => ({
        scheduleForm: scheduleForm && {
          ...scheduleForm,
          draft: { ...scheduleForm.draft, ...change },
          error: null,
        },
      })),
    chooseExportFolder: async () => {
      const answer = await bridge.ask('schedules:folder', null);
      const { scheduleForm } = get();
      if (!answer.ok || !answer.value || scheduleForm?.draft.work.kind !== 'export') return;
      const { id: folder, path: folderPath } = answer.value;
      get().changeDraft({ work: { ...scheduleForm.draft.work, folder, folderPath } });
    },
    saveSchedule: async () => {
      const { scheduleForm } = get();
      if (!scheduleForm || scheduleForm.saving) return;
      const draft = wholeDraft(scheduleForm.draft);
      if (draft === null) return;
      set({ scheduleForm: { ...scheduleForm, saving: true, error: null } });
      const answer = await bridge.ask('schedules:save', { id: scheduleForm.id, draft });
      if (!answer.ok) {
        set({ scheduleForm: { ...scheduleForm, saving: false, error: answer.error } });
        return;
      }
      set({ scheduleForm: null, shownSchedule: answer.value.id });
      await Promise.all([get().loadSchedules(), get().loadOffered()]);
    },
    leaveScheduleForm: () => set({ scheduleForm: null }),
    pauseSchedule: (paused) => withShown((id) => bridge.ask('schedules:pause', { id, paused })),
    runSchedule: () => withShown((id) => bridge.ask('schedules:run', { id })),
    removeSchedule: async () => {
      set({ overlay: null });
      await withShown((id) => bridge.ask('schedules:remove', { id }));
    },
    showTimer: async () => {
      const answer = await bridge.ask('schedules:timer', null);
      set(
        answer.ok ? { scheduleTimer: answer.value, schedulesError: null } : { schedulesError: answer.error },
      );
    },
    hideTimer: () => set({ scheduleTimer: null }),
    installTimer: async (install) => {
      const answer = await bridge.ask('schedules:install', { install });
      set(answer.ok ? { scheduleTimer: null, schedulesError: null } : { schedulesError: answer.error });
      await get().loadSchedules();
    },
    targetLent: (targetOpen) => {
      get().outdatePlan();
      if (!get().repairing) get().forgetHealth();
      get().forgetExportRecords();
      if (!targetOpen) set({ target: null });
    },
  };
}

/** Of what somebody is told where nothing else is said. */
export const USUAL_ABOUT = ['failed', 'recovered', 'overdue'] as const;

const NEW_SNAPSHOT = {
  kind: 'snapshot',
  repository: null,
  snapshotKind: 'incremental',
  tags: [],
  afterwards: 'test',
  sign: false,
  thinsAll: false,
  retention: {
    last: 3,
    hourly: 0,
    daily: 7,
    weekly: 4,
    monthly: 12,
    yearly: 0,
    within: null,
    tags: [],
    minimum: 1,
  },
} as const satisfies DraftedWork;

const NEW_EXPORT = {
  ...{ kind: 'export', folder: '', folderPath: '', ending: 'tar.gz', filesOnly: false },
} as const satisfies DraftedWork;

const NEW = {
  name: '',
  when: { kind: 'daily', time: '02:30' },
  missed: 'run-once',
  blackouts: [],
  mainsPower: false,
  waitForFolder: false,
  attempts: 3,
  timeLimitMinutes: null,
  tell: {
    ...{ system: { about: USUAL_ABOUT }, edms: null, mail: null, command: null, overdueAfterHours: 6 },
  },
} as const satisfies Partial<DraftedSchedule>;

/** What a schedule makes when it is changed from one kind to the other. */
export function workOfKind(kind: DraftedWork['kind'], repository: string | null): DraftedWork {
  return kind === 'snapshot' ? { ...NEW_SNAPSHOT, repository } : NEW_EXPORT;
}

export function shownSchedule({
  scheduleList,
  shownSchedule: id,
}: Pick<Work, 'scheduleList' | 'shownSchedule'>): ShownSchedule | null {
  return scheduleList?.schedules.find((one) => one.id === id) ?? null;
}

export type Missing =
  | 'name'
  | 'target'
  | 'repository'
  | 'folder'
  | 'days'
  | 'time'
  | 'cron'
  | 'keep'
  | 'number'
  | 'mail'
  | 'command'
  | 'edms'
  | 'about'
  | 'password';

/** What the form still lacks; null for nothing. */
export function missingOf({
  name,
  when,
  target,
  work,
  attempts,
  timeLimitMinutes,
  tell,
}: DraftedSchedule): Missing | null {
  if (name.trim() === '') return 'name';
  if ('time' in when && !/^\d\d:\d\d$/.test(when.time)) return 'time';
  if (when.kind === 'weekly' && when.days.length === 0) return 'days';
  if (when.kind === 'cron' && when.expression.trim() === '') return 'cron';
  if (target === null) return 'target';
  if (work.kind === 'snapshot' && work.repository === null) return 'repository';
  if (work.kind === 'export' && work.folder === '') return 'folder';
  if (work.kind === 'snapshot' && work.retention !== null && !hasRule(work.retention)) return 'keep';
  const whole = [attempts, timeLimitMinutes ?? 1].every((one) => Number.isInteger(one) && one >= 1);
  return whole && attempts <= 20 && tell.overdueAfterHours >= 0.25 ? missingOfTell(tell) : 'number';
}

function missingOfTell({ system, edms, mail, command }: DraftedSchedule['tell']): Missing | null {
  if (mail && !isMailWhole(mail)) return 'mail';
  if (command && !isCommandWhole(command)) return 'command';
  if (edms && edms.to.length === 0) return 'edms';
  return [system, edms, mail, command].some((one) => one?.about.length === 0) ? 'about' : null;
}

/** Whether a policy keeps less than everything. */
export function hasRule({ minimum: _, within, tags, ...counts }: RetentionPolicy): boolean {
  return within !== null || tags.length > 0 || Object.values(counts).some((count) => count > 0);
}

/** The draft as it is sent; null while something is missing. */
function wholeDraft(draft: DraftedSchedule): ScheduleDraft | null {
  const { target, work } = draft;
  if (missingOf(draft) !== null || target === null) return null;
  const { mail, command } = draft.tell;
  const tell = {
    ...draft.tell,
    mail: mail && withCertificate(mail),
    command: command && withoutPath(command),
  };
  if (work.kind === 'export') {
    const { folderPath: _, ...rest } = work;
    return { ...draft, tell, target, work: rest };
  }
  const { repository } = work;
  return repository === null ? null : { ...draft, tell, target, work: { ...work, repository } };
}

function withoutPath({ programPath: _, ...command }: NonNullable<DraftedSchedule['tell']['command']>) {
  return command;
}
