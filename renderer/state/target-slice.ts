import type {
  OpenedTarget,
  ServerAddress,
  StorageFolder,
  TargetChoice,
} from '../../preload/contract/bridge.ts';
import type { PlainError, TargetSummary } from '../../preload/contract/types.ts';
import { isAdmitted, mayWrite } from './session-slice.ts';
import { advance, newTask, runTask, type Task } from './task.ts';
import { isWriting, type SliceTools } from './work.ts';

export interface TargetSlice {
  readonly targetKind: 'embedded' | 'server';
  readonly embeddedName: string;
  readonly embeddedNames: readonly string[];
  /** The server address last given to the main process. Its password is not here, nor anywhere in the window. */
  readonly server: ServerAddress | null;
  readonly servers: readonly ServerAddress[];
  readonly connecting: Task | null;
  /** By which way the last connection was asked for: what became of it is shown there. */
  readonly connectedBy: TargetChoice['kind'] | null;
  readonly target: OpenedTarget | null;
  /** What it holds by now, where somebody has looked since it was opened. */
  readonly targetNow: TargetSummary | null;
  /** Nobody has worked in the open target yet, as far as the window knows. */
  readonly targetEmpty: boolean;
  readonly targetError: PlainError | null;
  /** What the failed connection was to, so that an EDMS can be made there. */
  readonly refusedTarget: TargetChoice | null;
  /** The folder for document files, or null: then files are not restored. */
  readonly storage: StorageFolder | null;
  /** What the person has chosen; kept when the target changes. */
  readonly chosenStorage: StorageFolder | null;
  chooseKind(kind: 'embedded' | 'server'): void;
  nameEmbedded(name: string): void;
  refreshKnown(): Promise<void>;
  /** Hands an address over, with its password; what comes back has none. */
  takeAddress(url: string, password: string | null): Promise<ServerAddress | null>;
  connect(choice: TargetChoice): Promise<void>;
  initialise(): Promise<void>;
  cancelConnecting(): void;
  /** Reads anew what the open target holds: people work in it, and so does this console. */
  lookAtTarget(): Promise<void>;
  /** The open target was written into: what was found out about it before is no longer so. */
  forgetFindings(): void;
  disconnect(): void;
  chooseStorage(): Promise<void>;
  useStorage(storage: StorageFolder | null): void;
}

export function createTargetSlice(tools: SliceTools): TargetSlice {
  const { bridge, set, get } = tools;
  return {
    targetKind: 'embedded',
    embeddedName: '',
    embeddedNames: [],
    server: null,
    servers: [],
    connecting: null,
    connectedBy: null,
    target: null,
    targetNow: null,
    targetEmpty: false,
    targetError: null,
    refusedTarget: null,
    storage: null,
    chosenStorage: null,

    chooseKind: (targetKind) => {
      get().disconnect();
      set({ targetKind });
    },
    nameEmbedded: (embeddedName) => {
      get().disconnect();
      set({ embeddedName });
    },
    refreshKnown: async () => {
      const answer = await bridge.ask('target:known', null);
      if (!answer.ok) return;
      const { embedded, servers } = answer.value;
      set(({ embeddedName }) => ({
        embeddedNames: embedded,
        servers,
        embeddedName: embeddedName || embedded[0] || 'rehearsal',
      }));
    },
    takeAddress: async (url, password) => {
      const answer = await bridge.ask('target:address', { url, password });
      if (!answer.ok) {
        set({ targetError: answer.error, refusedTarget: null, connectedBy: 'server' });
        return null;
      }
      set({ server: answer.value, targetError: null });
      return answer.value;
    },
    connect: (choice) => openTarget(tools, 'target:open', choice),
    initialise: async () => {
      const { refusedTarget } = get();
      set({ overlay: null });
      if (refusedTarget) await openTarget(tools, 'target:init', refusedTarget);
    },
    cancelConnecting: () => {
      const { connecting } = get();
      if (!connecting) return;
      set({ connecting: { ...connecting, cancelling: true } });
      void bridge.ask('job:cancel', { job: connecting.job });
    },
    lookAtTarget: async () => {
      const { target } = get();
      if (target === null || !isAdmitted(get()) || isWriting(get())) return;
      const answer = await bridge.ask('target:look', null);
      // What does not answer says so where somebody wants something of it.
      if (!answer.ok || get().target !== target) return;
      const { users, documents } = answer.value;
      set(({ targetEmpty }) => ({
        targetNow: answer.value,
        targetEmpty: targetEmpty && users === 0 && documents === 0,
      }));
    },
    forgetFindings: () => {
      get().outdatePlan();
      get().forgetHealth();
      get().outdateLive();
      get().forgetExportRecords();
      get().forgetSnapshotCost();
    },
    disconnect: () => {
      get().cancelConnecting();
      set({ target: null, targetNow: null, targetEmpty: false });
      set({ targetError: null, refusedTarget: null, connecting: null });
      // What was said of a snapshot of it is not to be read of the next one.
      set({ taken: null });
      get().discardPlan();
      get().forgetHealth();
      get().forgetLive();
      get().forgetExport();
      get().forgetSnapshotCost();
      if (get().account) get().signOut();
      set({ account: null, signInError: null, sessionEnd: null });
    },
    chooseStorage: async () => {
      const answer = await bridge.ask('storage:choose', null);
      if (answer.ok && answer.value) get().useStorage(answer.value);
    },
    useStorage: (storage) => {
      get().outdatePlan();
      get().forgetHealth();
      get().forgetLive();
      set({ storage, chosenStorage: storage });
      if (mayWrite(get())) void get().recover();
    },
  };
}

async function openTarget(
  { bridge, set, get }: SliceTools,
  channel: 'target:open' | 'target:init',
  target: TargetChoice,
): Promise<void> {
  get().disconnect();
  const task = newTask();
  set({ connecting: task, connectedBy: target.kind });
  const answer = await runTask(
    bridge,
    task,
    (job) => bridge.ask(channel, { job, target }),
    (progress) =>
      set(({ connecting }) =>
        connecting?.job === task.job ? { connecting: advance(connecting, progress) } : {},
      ),
  );
  if (get().connecting?.job !== task.job) return;
  if (answer.ok) {
    // An embedded target has a folder of its own, a profile names one; else it is what the person has chosen.
    const storage = answer.value.storage ?? get().chosenStorage;
    const { users, documents } = answer.value.summary;
    set({
      connecting: null,
      target: answer.value,
      targetEmpty: users === 0 && documents === 0,
      storage,
    });
    get().discardPlan();
    if (mayWrite(get())) await get().recover();
    await get().refreshKnown();
  } else if (answer.error.code === 'CANCELLED') {
    set({ connecting: null });
  } else {
    set({ connecting: null, targetError: answer.error, refusedTarget: target });
  }
}
