import type { PackageRef, RecentPackage, Result } from '../../preload/contract/bridge.ts';
import type { Inspection, PlainError } from '../../preload/contract/types.ts';
import { advance, newTask, runTask, type Task } from './task.ts';
import { isWriting, type SliceTools } from './work.ts';

export interface ChosenIdentity {
  readonly id: string;
  readonly name: string;
}

/** Whether an error says that the package is encrypted and was not opened by what was given. */
export function isLocked({ code }: PlainError): boolean {
  return code === 'ENCRYPTION_KEY_NEEDED' || code === 'ENCRYPTION_KEY_WRONG';
}

/** The error of a package that waits for its passphrase or an identity file; null when none does. */
export function lockedError({ packageError, inspecting }: PackageSlice): PlainError | null {
  return inspecting === null && packageError !== null && isLocked(packageError) ? packageError : null;
}

export interface PackageSlice {
  readonly recents: readonly RecentPackage[];
  readonly pkg: PackageRef | null;
  readonly inspecting: Task | null;
  readonly inspection: Inspection | null;
  readonly packageError: PlainError | null;
  /** The person goes on with what is readable of this damaged package. */
  readonly acceptDamaged: boolean;
  /** The identity file that an encrypted package is to be opened with. */
  readonly identity: ChosenIdentity | null;
  /** The file that was chosen last is no identity file. */
  readonly noIdentity: boolean;
  choosePackage(what: 'file' | 'folder'): Promise<void>;
  openSample(): Promise<void>;
  openPackage(ref: PackageRef): Promise<void>;
  chooseIdentity(): Promise<void>;
  /** Opens the encrypted package that was asked for. The passphrase goes to the main process and is not kept. */
  unlockPackage(passphrase: string | null): Promise<void>;
  /** Lets go of the open package, and stays where the window is. Resolves to false when that was refused. */
  closePackage(): Promise<boolean>;
  /** Goes back to where a package is chosen. */
  leaveLocked(): void;
  forgetPackage(id: string): Promise<void>;
  cancelInspecting(): void;
  goOnWithReadable(): void;
}

/** Choosing, opening and inspecting a package. A new one takes the place of plan and report too. */
export function createPackageSlice({ bridge, set, get }: SliceTools): PackageSlice {
  /** Opens a package with `ask`, which is given the id of the job. */
  const open = async (ref: PackageRef, ask: (job: string) => Promise<Result<Inspection>>): Promise<void> => {
    // What is being written is never pushed aside by a file that is dropped meanwhile.
    if (isWriting(get())) return;
    get().cancelInspecting();
    get().forgetComparedPackage();
    const task = newTask();
    set({
      pkg: ref,
      step: 'package',
      inspecting: task,
      inspection: null,
      packageError: null,
      acceptDamaged: false,
      report: null,
      restoreError: null,
      again: null,
      broughtBack: null,
    });
    get().discardPlan();
    const answer = await runTask(bridge, task, ask, (progress) =>
      set(({ inspecting }) =>
        inspecting?.job === task.job ? { inspecting: advance(inspecting, progress) } : {},
      ),
    );
    // Another package may have been opened meanwhile.
    if (get().inspecting?.job !== task.job) return;
    if (answer.ok) set({ inspecting: null, inspection: answer.value, identity: null });
    else set({ inspecting: null, packageError: answer.error });
    const recents = await bridge.ask('package:recents', null);
    if (recents.ok) set({ recents: recents.value });
  };

  return {
    identity: null,
    noIdentity: false,
    recents: [],
    pkg: null,
    inspecting: null,
    inspection: null,
    packageError: null,
    acceptDamaged: false,

    choosePackage: async (what) => {
      if (isWriting(get())) return;
      const answer = await bridge.ask('package:choose', { what });
      if (!answer.ok) set({ packageError: answer.error, step: 'package' });
      else if (answer.value) await get().openPackage(answer.value);
    },

    openSample: async () => {
      if (isWriting(get())) return;
      const answer = await bridge.ask('package:sample', null);
      if (answer.ok) await get().openPackage(answer.value);
      else set({ packageError: answer.error, step: 'package' });
    },

    openPackage: (ref) => {
      set({ identity: null, noIdentity: false });
      return open(ref, (job) => bridge.ask('package:open', { job, id: ref.id }));
    },

    chooseIdentity: async () => {
      const answer = await bridge.ask('package:identity', null);
      if (!answer.ok) set({ identity: null, noIdentity: true });
      else if (answer.value) set({ identity: answer.value, noIdentity: false });
    },

    unlockPackage: async (passphrase) => {
      const { pkg, identity } = get();
      if (pkg === null) return;
      await open(pkg, (job) =>
        bridge.ask('package:unlock', { job, id: pkg.id, passphrase, identity: identity?.id ?? null }),
      );
    },

    closePackage: async () => {
      if (isWriting(get())) return false;
      get().discardPlan();
      const answer = await bridge.ask('package:close', null);
      if (!answer.ok) return false;
      set({ pkg: null, inspection: null, packageError: null, acceptDamaged: false, broughtBack: null });
      return true;
    },

    leaveLocked: () =>
      set({ pkg: null, packageError: null, identity: null, noIdentity: false, step: 'open' }),

    forgetPackage: async (id) => {
      const answer = await bridge.ask('package:forget', { id });
      if (answer.ok) set({ recents: answer.value });
    },

    goOnWithReadable: () => {
      const { step } = get();
      set({ acceptDamaged: true });
      if (step === 'preview') void get().preview();
      else get().goTo('target');
    },

    cancelInspecting: () => {
      const { inspecting } = get();
      if (!inspecting) return;
      set({ inspecting: { ...inspecting, cancelling: true } });
      void bridge.ask('job:cancel', { job: inspecting.job });
    },
  };
}
