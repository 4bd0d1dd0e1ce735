import type { Problem } from '../problems.ts';
import type { BrokenSignature, SignatureState } from '../signature/signature-state.ts';

type Signed = 'package' | 'snapshot';

const BROKEN: { readonly [why in BrokenSignature]: (what: Signed) => string } = {
  changed: (what) => `The ${what} is not what was signed: it or its signature was changed afterwards.`,
  'not-a-signature': (what) => `What lies beside the ${what} as its signature is none of a ${what}.`,
  'other-key': (what) =>
    `The ${what} says that it was signed by another key than the one whose signature lies beside it.`,
};
const AGAIN: { readonly [what in Signed]: string } = {
  package: 'Do not restore it before you know why: ask who exported it for package and signature again.',
  snapshot:
    'Do not restore it before you know why: look at another copy of the repository, and ask who may write to this one.',
};
const COPY: { readonly [what in Signed]: string } = {
  package:
    'Copy the file with the ending .sig too; without it nothing tells whether the package was changed.',
  snapshot:
    'Copy it from another copy of the repository (signatures); without it nothing tells who made the snapshot.',
};

/** What a person has to know about how something is signed; null where all is well, or nothing was promised. */
export function signatureProblem(
  state: SignatureState,
  entry: string,
  what: Signed = 'package',
): Problem | null {
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
            message: `The ${what} is signed by a key that nobody here has trusted: ${state.fingerprint}.`,
            advice: 'Ask who made it for the fingerprint; when it is the same: edms-backup keys trust.',
            where,
          };
    case 'broken':
      return {
        code: 'SIGNATURE_BROKEN',
        severity: 'error',
        message: BROKEN[state.why](what),
        advice: AGAIN[what],
        where,
      };
    case 'removed':
      return {
        code: 'SIGNATURE_REMOVED',
        severity: 'warning',
        message: `The ${what} was signed by ${state.fingerprint}, and its signature is not beside it.`,
        advice: COPY[what],
        where,
      };
  }
}
