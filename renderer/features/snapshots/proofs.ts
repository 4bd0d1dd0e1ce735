import VerifiedIcon from '@mui/icons-material/CheckCircleOutlined';
import NoneIcon from '@mui/icons-material/RadioButtonUnchecked';
import TestedIcon from '@mui/icons-material/VerifiedOutlined';
import type { Seal, SnapshotSummary } from '../../../preload/contract/types.ts';

export type ProofLevel = Seal['kind'] | 'none';

/** What was shown of a snapshot is never told by colour alone: it has a mark, and a word beside it. */
export const PROOF_LOOKS: {
  readonly [level in ProofLevel]: { readonly Icon: typeof NoneIcon; readonly color: string };
} = {
  restored: { Icon: TestedIcon, color: 'success.main' },
  verified: { Icon: VerifiedIcon, color: 'success.main' },
  none: { Icon: NoneIcon, color: 'text.secondary' },
};

/** The most that was shown of a snapshot: restored and compared is more than read back. */
export function proofOf({ seals }: Pick<SnapshotSummary, 'seals'>): ProofLevel {
  if (seals.some(({ kind }) => kind === 'restored')) return 'restored';
  return seals.length > 0 ? 'verified' : 'none';
}

/** How a snapshot is signed, as it is called in words. */
export function signatureOf({
  signature,
}: Pick<SnapshotSummary, 'signature'>): 'unsigned' | 'signed' | 'unknown' | 'broken' | 'removed' {
  return signature.kind === 'signed' && !signature.known ? 'unknown' : signature.kind;
}

/** The digits by which a person names a snapshot. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}
