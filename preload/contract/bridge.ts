import type { z } from 'zod';
import type * as channels from './channels.ts';
import type { Frozen, PlainError } from './types.ts';

export type Channel = keyof typeof channels.REQUESTS;
export type RequestOf<C extends Channel> = Frozen<z.infer<(typeof channels.REQUESTS)[C]['input']>>;
export type AnswerOf<C extends Channel> = Frozen<z.infer<(typeof channels.REQUESTS)[C]['output']>>;
export type EventName = keyof typeof channels.EVENTS;
export type EventOf<E extends EventName> = Frozen<z.infer<(typeof channels.EVENTS)[E]>>;

/** A request's end: its value, or the error that a person can act on. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: PlainError };

export type MenuCommand = EventOf<'menu:command'>['command'];
export type Language = z.infer<typeof channels.languageSchema>;
export type PackageRef = Frozen<z.infer<typeof channels.packageRefSchema>>;
export type RecentPackage = Frozen<z.infer<typeof channels.recentPackageSchema>>;
export type ServerAddress = Frozen<z.infer<typeof channels.serverAddressSchema>>;
export type StorageFolder = Frozen<z.infer<typeof channels.storageFolderSchema>>;
export type TargetChoice = RequestOf<'target:open'>['target'];
export type Credentials = RequestOf<'session:sign-in'>;
export type OpenedTarget = AnswerOf<'target:open'>;
export type OpenProfile = NonNullable<OpenedTarget['profile']>;
export type ProfileList = AnswerOf<'profiles:list'>;
export type ShownProfile = ProfileList['profiles'][number];
export type ProfileDraft = RequestOf<'profiles:save'>['draft'];
export type GivenPassword = RequestOf<'profiles:save'>['password'];
export type SavedProfile = AnswerOf<'profiles:save'>;
export type StillOpen = SavedProfile['open'];
export type ImportSource = RequestOf<'profiles:import'>;
export type ImportedProfile = NonNullable<AnswerOf<'profiles:import'>>;
export type ChosenPath = NonNullable<AnswerOf<'profiles:certificate'>>;
export type StartInfo = AnswerOf<'app:start'>;

/** What the window is given as `window.edms`: the only way out of its sandbox. */
export interface Bridge {
  /** Never rejects. */
  ask<C extends Channel>(channel: C, request: RequestOf<C>): Promise<Result<AnswerOf<C>>>;
  /** Returns the function that ends the listening. */
  on<E extends EventName>(event: E, listener: (message: EventOf<E>) => void): () => void;
}
