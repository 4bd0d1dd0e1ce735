import fs from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type {
  GivenPassword,
  OpenedTarget,
  ServerAddress,
  StillOpen,
  StorageFolder,
  TargetChoice,
} from '../../preload/contract/bridge.ts';
import { labelOf } from '../engine/database/address.ts';
import type { TargetAddress } from '../engine/database/target.ts';
import { isSameTarget } from '../engine/database/target-label.ts';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import type { Job } from '../jobs/job.ts';
import type { Profile } from '../settings/profile.ts';
import type { Settings } from '../settings/settings.ts';
import type { ChosenPaths } from './chosen.ts';
import { type KnownTargets, knownTargets } from './known-targets.ts';
import { openProfile, type Profiles } from './profiles.ts';
import { ServerAddresses } from './server-address.ts';
import { describeStorage, embeddedStorageFolder } from './storage-folder.ts';
import { mustBeTyped } from './typed-name.ts';
import { otherTargetOpen } from './undo-target.ts';

interface TargetParts {
  readonly engine: Engine;
  readonly settings: Settings;
  readonly profiles: Profiles;
  readonly chosen: ChosenPaths;
}

/** The target of the window: what its choices stand for, which one is open, and what is asked before it is written to. */
export class WindowTarget {
  readonly #parts: TargetParts;
  readonly #servers = new ServerAddresses();
  #address: TargetAddress | null = null;
  #label: string | null = null;
  #profile: Profile | null = null;
  /** The profile that was chosen to open it, as it was then; `#profile` may be the one of the same system in production. */
  #openedBy: Profile | null = null;
  #guarded = false;
  #isLent = false;

  constructor(parts: TargetParts) {
    this.#parts = parts;
  }

  /** Of the open target, without a password; null when none is open. */
  get label(): string | null {
    return this.#label;
  }

  /** The id of the profile by which the target is open, or that stands for it; null for none. */
  get profileId(): string | null {
    return this.#profile?.id ?? null;
  }

  takeAddress(url: string, password: string | null): ServerAddress {
    return this.#servers.take(url, password);
  }

  known(): Promise<KnownTargets> {
    return knownTargets(this.#parts.settings.recentServers(), this.#servers);
  }

  async open(choice: TargetChoice, options: WorkOptions): Promise<OpenedTarget> {
    const { engine, settings } = this.#parts;
    const { address, profile, openedBy, guarded } = await this.#resolve(choice);
    this.#close();
    const summary = await engine.openTarget(address, options);
    this.#address = address;
    this.#label = summary.label;
    this.#profile = profile;
    this.#openedBy = openedBy;
    this.#guarded = guarded;
    if (choice.kind === 'server') settings.rememberServer(this.#servers.labelOf(choice.id));
    return {
      summary,
      storage: await this.#storageOf(address, profile),
      profile: profile && openProfile(profile),
      signIn: guarded ? await this.#howToSignIn() : 'none',
    };
  }

  async init(choice: TargetChoice, options: WorkOptions): Promise<OpenedTarget> {
    await this.#parts.engine.initTarget((await this.#resolve(choice)).address, options);
    return this.open(choice, options);
  }

  /** The name of the embedded database that is open; null for none. */
  get embeddedName(): string | null {
    return this.#address?.kind === 'embedded' ? this.#address.name : null;
  }

  /** Lets another process have the target for a while; {@link reopen} takes it back. */
  async release(): Promise<void> {
    // At once: what is asked from now on is told why it cannot be.
    this.#isLent = true;
    try {
      await this.#parts.engine.closeTarget();
    } catch (error) {
      this.#isLent = false;
      throw error;
    }
  }

  /** Throws `TARGET_IN_USE` while another process has the target. */
  mustBeHere(): void {
    if (!this.#isLent) return;
    throw new EngineError({
      code: 'TARGET_IN_USE',
      message: `A scheduled run works on ${this.#label ?? 'the target'} at the moment, which one alone can have open.`,
      consequence: 'Nothing was changed.',
      advice: 'Wait until the run has ended: the target is then open here again.',
    });
  }

  /** After the engine's process was lost, or the target was lent. False when none was open, or it cannot be opened any more. */
  async reopen(): Promise<boolean> {
    this.#isLent = false;
    if (this.#address === null) return false;
    try {
      await this.#parts.engine.openTarget(this.#address);
      return true;
    } catch {
      this.#close();
      return false;
    }
  }

  /**
   * How the open target stands to the profiles once one of them was saved: `id` is that profile as it was called before,
   * null for a new one. What it was opened by must not be another thing now; how that is called, and whether it is in
   * production, may.
   */
  afterSaving(id: string | null, password: GivenPassword['kind']): StillOpen {
    if (this.#address === null || this.#label === null) return { ended: false, profile: null };
    const { profiles } = this.#parts;
    const before = this.#openedBy;
    const now = before && profiles.get(before.id);
    const hasPassword =
      before !== null && before.id === id && (password === 'given' || password === 'imported');
    const guarded = (now?.demandSignIn ?? false) || profiles.isGuarded(this.#address);
    if (hasPassword || guarded !== this.#guarded || !opensTheSame(before, now)) {
      return { ended: true, profile: null };
    }
    this.#openedBy = now;
    this.#profile = now?.environment === 'production' ? now : (profiles.productionAt(this.#label) ?? now);
    return { ended: false, profile: this.#profile && openProfile(this.#profile) };
  }

  /** Throws `PRODUCTION_NOT_CONFIRMED` when a production system is open and its name was not typed. */
  mustBeTyped(typed: string | null): void {
    const opened = this.#profile;
    const production =
      opened?.environment === 'production' || this.#label === null
        ? opened
        : // It may have become one since.
          this.#parts.profiles.productionAt(this.#label);
    if (production) mustBeTyped(openProfile(production), typed);
  }

  /** Throws `UNDO_NOT_POSSIBLE` unless the open target is the one that a job went into. */
  mustBeOpen({ target }: Job): void {
    if (!isSameTarget(target, this.#label)) throw otherTargetOpen(target, this.#label);
  }

  /** Gives the window an id for a storage folder that the person has chosen. */
  async chooseStorage(folder: string): Promise<StorageFolder> {
    this.#parts.chosen.take('storage', folder);
    return describeStorage(folder);
  }

  async #howToSignIn(): Promise<OpenedTarget['signIn']> {
    return (await this.#parts.engine.needsFirstAdministrator()) ? 'first-administrator' : 'needed';
  }

  #close(): void {
    this.#isLent = false;
    this.#address = null;
    this.#label = null;
    this.#profile = null;
    this.#openedBy = null;
    this.#guarded = false;
  }

  /** The folder that belongs to a target: the one that its profile names, or an embedded target's own. */
  async #storageOf(address: TargetAddress, profile: Profile | null): Promise<StorageFolder | null> {
    if (profile?.storageRoot) return this.chooseStorage(profile.storageRoot);
    if (address.kind === 'server') return null;
    const folder = embeddedStorageFolder(address.name);
    await fs.mkdir(folder, { recursive: true });
    return this.chooseStorage(folder);
  }

  /** A database that is in production is that by whatever way it is opened. */
  async #resolve(choice: TargetChoice): Promise<Resolved> {
    const { profiles } = this.#parts;
    if (choice.kind === 'profile') {
      const { profile, address } = await profiles.targetOf(choice.id);
      const guarded = profile.demandSignIn || profiles.isGuarded(address);
      const standing =
        profile.environment === 'production' ? profile : profiles.productionAt(labelOf(address));
      return { profile: standing ?? profile, openedBy: profile, address, guarded };
    }
    const address: TargetAddress =
      choice.kind === 'embedded' ? choice : { kind: 'server', url: this.#servers.urlOf(choice.id) };
    return {
      profile: profiles.productionAt(labelOf(address)),
      openedBy: null,
      address,
      guarded: profiles.isGuarded(address),
    };
  }
}

interface Resolved {
  readonly address: TargetAddress;
  readonly profile: Profile | null;
  readonly openedBy: Profile | null;
  /** True when somebody has to sign in with an account of the EDMS. */
  readonly guarded: boolean;
}

/** Whether two states of a profile lead to the same database and files, on the same condition. */
function opensTheSame(before: Profile | null, now: Profile | null): boolean {
  const way = (one: Profile | null) => one && [one.connection, one.storageRoot, one.demandSignIn];
  return isDeepStrictEqual(way(before), way(now));
}
