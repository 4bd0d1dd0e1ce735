import type { Problem } from '../problems.ts';
import type { BrokenSignature, SignatureState } from '../signature/signature-state.ts';

const BROKEN: { readonly [why in BrokenSignature]: string } = {
  changed: 'The package is not what was signed: it or its signature was changed afterwards.',
  'not-a-signature': 'What lies beside the package as its signature is none of a package.',
  'other-key':
    'The package says that it was signed by another key than the one whose signature lies beside it.',
};

/** What a person has to know about how a package is signed; null where all is well, or nothing was promised. */
export function signatureProblem(state: SignatureState, entry: string): Problem | null {
  const where = { entry };
  switch (state.kind) {
    case 'unsigned':
      return null;
    case 'signed':
      return state.known
        ? null
        : {
            code: 'SIGNATURE_UNKNOWN_KEY',
            severity: 'warning',
            message: `The package is signed by a key that nobody here has trusted: ${state.fingerprint}.`,
            advice: 'Ask who exported it for the fingerprint; when it is the same: edms-backup keys trust.',
            where,
          };
    case 'broken':
      return {
        code: 'SIGNATURE_BROKEN',
        severity: 'error',
        message: BROKEN[state.why],
        advice: 'Do not restore it before you know why: ask who exported it for package and signature again.',
        where,
      };
    case 'removed':
      return {
        code: 'SIGNATURE_REMOVED',
        severity: 'warning',
        message: `The package was signed by ${state.fingerprint}, and its signature is not beside it.`,
        advice:
          'Copy the file with the ending .sig too; without it nothing tells whether the package was changed.',
        where,
      };
  }
}
