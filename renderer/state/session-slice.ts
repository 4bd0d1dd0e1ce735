import type { Credentials } from '../../preload/contract/bridge.ts';
import type { Account, PlainError } from '../../preload/contract/types.ts';
import { isWriting, type SliceTools, type Work } from './work.ts';

/** Why somebody who was signed in is no longer. */
export type SessionEnd = 'expired' | 'locked' | 'slept';

export interface SessionSlice {
  /** Who is signed in with an account of the open target's EDMS. The password is nowhere in the window's state. */
  readonly account: Account | null;
  readonly signingIn: boolean;
  readonly signInError: PlainError | null;
  readonly sessionEnd: SessionEnd | null;
  /** Signs in, or makes the first administrator where there is none. */
  signIn(credentials: Credentials): Promise<void>;
  signOut(): void;
  sessionEnded(because: SessionEnd): void;
}

export function createSessionSlice({ bridge, set, get }: SliceTools): SessionSlice {
  return {
    account: null,
    signingIn: false,
    signInError: null,
    sessionEnd: null,

    signIn: async (credentials) => {
      const { target } = get();
      if (target === null || get().signingIn) return;
      set({ signingIn: true, signInError: null });
      const first = target.signIn === 'first-administrator';
      const answer = await bridge.ask(first ? 'session:first-administrator' : 'session:sign-in', credentials);
      set({ signingIn: false });
      if (get().target !== target) return;
      if (!answer.ok) {
        set({ signInError: answer.error });
        return;
      }
      set({ account: answer.value, sessionEnd: null, target: { ...target, signIn: 'needed' } });
      // The sign-in is written into the EDMS: what was planned before is planned again, with the same decisions.
      const { plan, step } = get();
      get().outdatePlan();
      if (mayWrite(get())) await get().recover();
      if (plan && step === 'preview') await get().preview();
    },
    signOut: () => {
      set({ account: null, signInError: null, sessionEnd: null });
      void bridge.ask('session:sign-out', null);
    },
    sessionEnded: (sessionEnd) => {
      if (get().account !== null) set({ account: null, signInError: null, sessionEnd });
    },
  };
}

type Admission = Pick<Work, 'target' | 'account'>;

/** True when the open target may be looked at: nobody has to sign in, or somebody has. */
export function isAdmitted({ target, account }: Admission): boolean {
  return target !== null && (target.signIn === 'none' || account !== null);
}

/** True when the open target may be changed. */
export function mayWrite({ target, account }: Admission): boolean {
  return isAdmitted({ target, account }) && (account === null || account.role === 'write');
}

/** True while the window waits for somebody to sign in. Long work that is under way is not disturbed by it. */
export function waitsForSignIn(work: Work): boolean {
  return work.target !== null && !isAdmitted(work) && !isWriting(work);
}
