import fs from 'node:fs/promises';
import path from 'node:path';
import type { PackageRef, RecentPackage } from '../../preload/contract/bridge.ts';
import type { Account } from '../engine/accounts/account.ts';
import type { Credentials } from '../engine/accounts/sign-in.ts';
import { parseIdentities } from '../engine/encryption/age.ts';
import type { Engine, OpenOptions, RestoreOptions, WorkOptions } from '../engine/engine.ts';
import type { Inspection } from '../engine/package/inspection.ts';
import type { RestoreMode, RestorePolicy, Selection } from '../engine/plan/policy.ts';
import type { PlannedRecordDetail, PlanPage, PlanQuery, PlanSummary } from '../engine/plan/summary.ts';
import type { Preflight } from '../engine/preflight/preflight.ts';
import type { Recovery } from '../engine/restore/recover.ts';
import type { RestoreReport } from '../engine/restore/report.ts';
import type { JobPlace } from '../engine/restore/restore.ts';
import type {
  CandidatePage,
  CandidateQuery,
  SelectedRecord,
  SelectionTree,
} from '../engine/select/selection.ts';
import type { SnapshotWork } from '../engine/snapshot/snapshot-work.ts';
import type { UndoneJob } from '../engine/undo/undo.ts';
import type { UndoPlan, UndoReport } from '../engine/undo/undo-plan.ts';
import type { Settings } from '../settings/settings.ts';
import { knownSigners } from '../settings/signing-key.ts';
import { ChosenPaths } from './chosen.ts';
import { Notices } from './notices.ts';
import { ProfilePasswords } from './profile-passwords.ts';
import { Profiles } from './profiles.ts';
import { Repositories } from './repositories.ts';
import { WindowTarget } from './window-target.ts';

/**
 * The work of the window on the main process's side: what the ids that the window holds stand for, and what
 * is open in the engine. Knows no electron, so that it can be tested without one.
 */
export class Session {
  readonly #engine: Engine;
  readonly #settings: Settings;
  /** What files and folders stand for in the window. */
  readonly chosen = new ChosenPaths();
  readonly profiles: Profiles;
  readonly repositories: Repositories;
  readonly notices: Notices;
  readonly target: WindowTarget;
  #openPath: string | null = null;
  #inspection: Inspection | null = null;
  #storageRoot: string | null = null;
  #mode: RestoreMode | null = null;
  #report: RestoreReport | null = null;
  /** Work that needs what was open waits for this. */
  #reopening: Promise<Reopened> | null = null;
  /** A plan waits for this: what is recovered changes the target. */
  #recovering: Promise<unknown> | null = null;

  constructor(engine: Engine, settings: Settings) {
    this.#engine = engine;
    this.#settings = settings;
    // One keychain for both: it is opened, and may ask for a password, once.
    const passwords = new ProfilePasswords();
    this.profiles = new Profiles(engine, this.chosen, { passwords });
    const { chosen } = this;
    this.repositories = new Repositories({ snapshots: engine.snapshots, chosen, passwords });
    this.notices = new Notices({ engine, profiles: this.profiles, chosen, passwords });
    this.target = new WindowTarget({ engine, settings, profiles: this.profiles, chosen: this.chosen });
  }

  /** The engine's work with repositories and snapshots. */
  get snapshots(): SnapshotWork {
    return this.#engine.snapshots;
  }

  /** What the last restore did, or null. */
  get report(): RestoreReport | null {
    return this.#report;
  }

  /** The folder that the present plan puts document files in, or null. */
  get storageRoot(): string | null {
    return this.#storageRoot;
  }

  /** The mode of the present plan, or null. */
  get mode(): RestoreMode | null {
    return this.#mode;
  }

  /** What is open, as a job keeps it. */
  facts(): {
    readonly packagePath: string | null;
    readonly packageSha256: string | null;
    readonly records: number | null;
    readonly target: string | null;
  } {
    return {
      packagePath: this.#openPath,
      packageSha256: this.#inspection?.sha256 ?? null,
      records: this.#inspection?.records ?? null,
      target: this.target.label,
    };
  }

  /** The path of a package that the person has chosen. Throws `USAGE` for an id that nobody was given. */
  pathOf(id: string): string {
    return this.chosen.pathOf('package', id);
  }

  /** The path of a chosen storage folder; null for none. Throws `USAGE` for an id that nobody was given. */
  folderOf(storage: string | null): string | null {
    return storage === null ? null : this.chosen.pathOf('storage', storage);
  }

  /** The engine, once nothing is being opened again or recovered: for work on what is open. Error: `TARGET_IN_USE`. */
  async settled(): Promise<Engine> {
    this.target.mustBeHere();
    await this.#reopening;
    await this.#recovering;
    return this.#engine;
  }

  /** Gives the window an id for a package that the person has chosen. */
  refer(file: string): PackageRef {
    const whole = path.resolve(file);
    const id = this.chosen.take('package', whole);
    return { id, name: path.basename(whole), folder: path.dirname(whole) };
  }

  async recents(): Promise<readonly RecentPackage[]> {
    return Promise.all(
      this.#settings.recentPackages().map(async (entry) => ({
        ...this.refer(entry.path),
        openedAt: entry.openedAt,
        present: await fs.access(entry.path).then(
          () => true,
          () => false,
        ),
      })),
    );
  }

  forget(id: string): void {
    this.#settings.forgetPackage(this.pathOf(id));
  }

  /** Opens a package; the key of an encrypted one goes to the engine and is not kept here. */
  async openPackage(id: string, options: WorkOptions, key: PackageKey): Promise<Inspection> {
    const file = this.pathOf(id);
    const identity = key.identity === null ? null : this.chosen.pathOf('identity', key.identity);
    this.#openPath = null;
    this.#inspection = null;
    const text = identity === null ? null : await fs.readFile(identity, 'utf8').catch(() => '');
    const identities = text === null ? [] : parseIdentities(text);
    const keys = { identities, passphrase: key.passphrase };
    const inspection = await this.#openFile(file, { ...options, keys });
    this.#openPath = file;
    this.#inspection = inspection;
    if (inspection.format !== 'snapshot') this.#settings.rememberPackage(file);
    return inspection;
  }

  /** Lets go of the open package. */
  async closePackage(): Promise<void> {
    this.#openPath = null;
    this.#inspection = null;
    await this.#engine.closePackage();
  }

  /** A package, or a snapshot of a known repository that is named as one. */
  async #openFile(file: string, options: OpenOptions = {}): Promise<Inspection> {
    const named = this.repositories.snapshotAt(file);
    if (named === null) return this.#engine.openPackage(file, { ...options, knownSigners: knownSigners() });
    const address = await this.repositories.addressOf(named.repository);
    return this.#engine.snapshots.open(address, named.snapshot, options);
  }

  signIn(credentials: Credentials): Promise<Account> {
    return this.#engine.signIn(credentials);
  }

  createFirstAdministrator(credentials: Credentials): Promise<Account> {
    return this.#engine.createFirstAdministrator(credentials);
  }

  /** What a selection brings of the open package. */
  async selectionTree(selection: Selection, options: WorkOptions): Promise<SelectionTree> {
    await this.#reopening;
    return this.#engine.selectionTree(selection, options);
  }

  async selectionExpand(record: number): Promise<readonly SelectedRecord[]> {
    await this.#reopening;
    return this.#engine.selectionExpand(record);
  }

  async selectionCandidates(query: CandidateQuery, options: WorkOptions): Promise<CandidatePage> {
    await this.#reopening;
    return this.#engine.selectionCandidates(query, options);
  }

  async createPlan(
    policy: RestorePolicy,
    storage: string | null,
    options: WorkOptions,
  ): Promise<PlanSummary> {
    const folder = this.folderOf(storage);
    const engine = await this.settled();
    const plan = await engine.createPlan(policy, folder, options);
    this.#storageRoot = folder;
    this.#mode = policy.mode;
    return plan;
  }

  async planPage(query: PlanQuery, options: WorkOptions): Promise<PlanPage> {
    return this.#engine.planPage(query, options);
  }

  async planRecord(record: number): Promise<PlannedRecordDetail> {
    return this.#engine.planRecord(record);
  }

  /** Everything that could forbid the restore of the present plan. */
  preflight(options: WorkOptions): Promise<Preflight> {
    return this.#engine.preflight(this.#storageRoot, options);
  }

  async restore(options: RestoreOptions): Promise<RestoreReport> {
    this.#report = null;
    this.#report = await this.#engine.restore(options);
    return this.#report;
  }

  /** Finishes or undoes what an interrupted restore left in the open target and a chosen storage folder. */
  async recover(
    storage: string | null,
  ): Promise<{ readonly recovery: Recovery; readonly storageRoot: string | null }> {
    const storageRoot = this.folderOf(storage);
    const engine = await this.settled();
    const work = engine.recover(storageRoot);
    const settled = work.catch(() => null);
    this.#recovering = settled;
    try {
      return { recovery: await work, storageRoot };
    } finally {
      if (this.#recovering === settled) this.#recovering = null;
    }
  }

  async planUndo(of: UndoneJob, storageRoot: string | null, options: WorkOptions): Promise<UndoPlan> {
    return (await this.settled()).planUndo(of, storageRoot, options);
  }

  /** `shown`: how many conflicts the person has seen. */
  async undo(
    of: UndoneJob,
    job: JobPlace,
    storageRoot: string | null,
    shown: number,
    options: WorkOptions,
  ): Promise<UndoReport> {
    return this.#engine.undo(of, job, storageRoot, shown, options);
  }

  /** After the engine's process was lost: opens the package and the target that were open, if it can. */
  reopen(): Promise<Reopened> {
    // An engine that is lost over the reopening itself is not given the same again.
    this.#reopening ??= this.#openAgain().finally(() => {
      this.#reopening = null;
    });
    return this.#reopening;
  }

  async #openAgain(): Promise<Reopened> {
    const attempt = (work: Promise<unknown>): Promise<boolean> =>
      work.then(
        () => true,
        () => false,
      );
    const packageOpen = this.#openPath !== null && (await attempt(this.#openFile(this.#openPath)));
    if (!packageOpen) this.#openPath = null;
    return { packageOpen, targetOpen: await this.target.reopen() };
  }
}

/** With what the person opens an encrypted package; both null for none. */
export interface PackageKey {
  readonly passphrase: string | null;
  /** Id of a chosen identity file. */
  readonly identity: string | null;
}

/** What could be opened again after the engine's process was lost. */
export interface Reopened {
  readonly packageOpen: boolean;
  readonly targetOpen: boolean;
}
