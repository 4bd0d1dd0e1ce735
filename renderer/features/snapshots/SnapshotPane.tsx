import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import type { SnapshotProof, SnapshotSummary } from '../../../preload/contract/types.ts';
import type { Words } from '../../../preload/contract/words/words.ts';
import { type Fact, Facts } from '../../components/Facts.tsx';
import { ProblemList } from '../../components/ProblemList.tsx';
import { Section } from '../../components/Section.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { isWriting } from '../../state/work.ts';
import { useWords } from '../../words/useWords.ts';
import { CompareWith } from '../compare/CompareWith.tsx';
import { LEVEL_LOOKS } from '../health/levels.ts';
import { PROOF_LOOKS, shortId, signatureOf } from './proofs.ts';
import { useTaken } from './useTaken.ts';

/** One snapshot: what it is, what was shown of it, what it holds, and what can be done with it. */
export function SnapshotPane({ snapshot }: { readonly snapshot: SnapshotSummary }) {
  const words = useWords();
  const proof = useWork((work) => (work.proof?.snapshot === snapshot.id ? work.proof : null));
  const time = useTaken(snapshot);
  const { details } = words.snapshots;
  return (
    <Box sx={{ display: 'grid', gap: 2, minWidth: 0 }} data-testid="snapshot" data-pane="details">
      <Section title={time}>
        {proof && <ProofResult proof={proof} />}
        <Seals snapshot={snapshot} />
        <Signature snapshot={snapshot} />
        <Actions snapshot={snapshot} />
        <CompareWith snapshot={snapshot.id} />
      </Section>
      {snapshot.problems.length > 0 && (
        <Section title={details.findings(snapshot.problems.length)}>
          <ProblemList problems={snapshot.problems} />
        </Section>
      )}
      <Section title={details.about}>
        <Facts facts={factsOf(snapshot, words)} />
        <Parent snapshot={snapshot} />
      </Section>
      {snapshot.changes && <Changes changes={snapshot.changes} />}
      <Section title={details.models} flush>
        <Numbers
          label={details.models}
          heads={[words.snapshots.column.model, words.snapshots.column.records]}
          rows={Object.entries(snapshot.byModel).map(([model, records]) => [model, [records]])}
        />
      </Section>
    </Box>
  );
}

function factsOf(one: SnapshotSummary, { formats, snapshots }: Words): readonly Fact[] {
  const { details } = snapshots;
  const parent = one.parent === null ? '' : shortId(one.parent);
  const kind = one.kind === 'full' ? details.kindOf.full : details.kindOf[one.kind](parent);
  const facts: Fact[] = [
    [details.id, shortId(one.id)],
    [details.kind, kind],
    [details.source, one.source],
    [details.by, `${one.user}@${one.host}`],
    [details.took, formats.duration(one.durationMs / 1000)],
    [details.records, formats.number(one.records)],
    [details.files, `${formats.number(one.files)} (${formats.bytes(one.fileBytes)})`],
    [details.added, formats.bytes(one.bytesAdded)],
    ...(one.schedule ? ([[details.schedule, one.schedule.name]] as const) : []),
    ...(one.tags.length > 0 ? ([[details.tags, one.tags.join(', ')]] as const) : []),
  ];
  return facts;
}

function Parent({ snapshot }: { readonly snapshot: SnapshotSummary }) {
  const words = useWords();
  const store = useWorkStore();
  const parent = useWork((work) => work.snapshots?.snapshots.find(({ id }) => id === snapshot.parent));
  return (
    <>
      <Typography variant="caption" color="textSecondary" component="p" sx={{ mt: 1, mb: 0 }}>
        {words.snapshots.details.own}
      </Typography>
      {parent && (
        <Button
          size="small"
          color="inherit"
          sx={{ ml: -0.75 }}
          onClick={() => store.getState().showSnapshot(parent.id)}
        >
          {words.snapshots.details.showParent}
        </Button>
      )}
    </>
  );
}

function Actions({ snapshot }: { readonly snapshot: SnapshotSummary }) {
  const words = useWords();
  const store = useWorkStore();
  const busy = useWork((work) => work.snapshotWork !== null);
  const writing = useWork(isWriting);
  const { actions } = words.snapshots;
  const { id } = snapshot;
  const work = () => store.getState();
  const name = words.snapshots.chip(useTaken(snapshot));
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mt: 1.5 }}>
        <Act label={actions.test} off={busy} run={() => void work().testSnapshot(id)} />
        <Act label={actions.open} off={writing} run={() => void work().openSnapshot(id, name)} />
        <Act label={actions.verify} off={busy} run={() => void work().verifySnapshot(id)} />
        <Act label={actions.forget} off={busy} run={() => work().show('forget-snapshot')} />
      </Box>
      <Box component="ul" sx={{ m: 0, mt: 1, pl: 2.5, color: 'text.secondary' }}>
        {(['test', 'open', 'verify'] as const).map((what) => (
          <Typography component="li" variant="caption" key={what} sx={{ display: 'list-item' }}>
            {actions.hints[what]}
          </Typography>
        ))}
      </Box>
    </>
  );
}

interface ActProps {
  readonly label: string;
  readonly off: boolean;
  readonly run: () => void;
}

function Act({ label, off, run }: ActProps) {
  return (
    <Button variant="outlined" color="inherit" size="small" disabled={off} onClick={run}>
      {label}
    </Button>
  );
}

/** What the test or reading back that has just ended has shown. */
export function ProofResult({ proof }: { readonly proof: SnapshotProof }) {
  const words = useWords();
  const { seal, records, files, problems } = proof;
  const { Icon, color } = LEVEL_LOOKS[seal === null ? 'stop' : 'ok'];
  return (
    <Box data-testid="proof" role="status" sx={{ mb: 1, display: 'grid', gap: 1 }}>
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Icon aria-hidden sx={{ fontSize: 20, color }} />
        <Typography variant="body2" sx={{ fontWeight: 600 }}>
          {seal === null ? words.snapshots.proofBad : words.snapshots.proofGood[seal.kind](records, files)}
        </Typography>
      </Box>
      {problems.length > 0 && <ProblemList problems={problems} />}
    </Box>
  );
}

function Seals({ snapshot: { seals } }: { readonly snapshot: SnapshotSummary }) {
  const words = useWords();
  const { details } = words.snapshots;
  const None = PROOF_LOOKS.none.Icon;
  if (seals.length === 0) {
    return (
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'flex-start' }}>
        <None aria-hidden sx={{ fontSize: 18, color: PROOF_LOOKS.none.color, mt: '1px' }} />
        <Typography variant="body2">{details.noSeal}</Typography>
      </Box>
    );
  }
  return (
    <Box
      component="ul"
      sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 0.75 }}
      data-testid="seals"
    >
      {seals.map(({ kind, at, records, files, user, host }) => {
        const { Icon, color } = PROOF_LOOKS[kind];
        return (
          <Box
            component="li"
            key={`${kind}-${at}`}
            sx={{ display: 'flex', gap: 1, alignItems: 'flex-start' }}
          >
            <Icon aria-hidden sx={{ fontSize: 18, color, mt: '1px' }} />
            <Box sx={{ minWidth: 0 }}>
              <Typography variant="body2">
                {details.seal[kind](words.formats.time(at), records, files)}
              </Typography>
              <Typography variant="caption" color="textSecondary">
                {details.sealBy(user, host)}
              </Typography>
            </Box>
          </Box>
        );
      })}
    </Box>
  );
}

const SIGNATURE_LEVELS = {
  unsigned: null,
  signed: 'ok',
  unknown: 'warn',
  removed: 'warn',
  broken: 'stop',
} as const;

/** How it is signed: never told by colour alone. */
function Signature({ snapshot }: { readonly snapshot: SnapshotSummary }) {
  const words = useWords();
  const { details } = words.snapshots;
  const what = signatureOf(snapshot);
  const level = SIGNATURE_LEVELS[what];
  const { Icon, color } = level === null ? PROOF_LOOKS.none : LEVEL_LOOKS[level];
  return (
    <Box sx={{ display: 'flex', gap: 1, alignItems: 'flex-start', mt: 0.75 }} data-testid="signature">
      <Icon aria-hidden sx={{ fontSize: 18, color, mt: '1px' }} />
      <Box sx={{ minWidth: 0 }}>
        <Typography variant="body2">{details.signatureIs[what]}</Typography>
        {'fingerprint' in snapshot.signature && (
          <Typography variant="caption" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
            {snapshot.signature.fingerprint}
          </Typography>
        )}
      </Box>
    </Box>
  );
}

function Changes({ changes }: { readonly changes: NonNullable<SnapshotSummary['changes']> }) {
  const words = useWords();
  const { details, column } = words.snapshots;
  const rows = Object.entries(changes).filter(
    ([, { added, changed, removed }]) => added + changed + removed > 0,
  );
  return (
    <Section title={details.changes} flush={rows.length > 0}>
      {rows.length === 0 ? (
        <Typography variant="body2" color="textSecondary">
          {details.noChanges}
        </Typography>
      ) : (
        <Numbers
          label={details.changes}
          heads={[column.model, column.added, column.changed, column.removed]}
          rows={rows.map(([model, { added, changed, removed }]) => [
            model === 'files' ? details.fileChanges : model,
            [added, changed, removed],
          ])}
        />
      )}
    </Section>
  );
}

interface NumbersProps {
  readonly label: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly [name: string, numbers: readonly number[]])[];
}

function Numbers({ label, heads, rows }: NumbersProps): ReactNode {
  const words = useWords();
  return (
    // What scrolls can be reached by keys.
    <Box tabIndex={0} role="group" aria-label={label} sx={{ maxHeight: 260, overflow: 'auto' }}>
      <Table size="small" stickyHeader aria-label={label}>
        <TableHead>
          <TableRow>
            {heads.map((head, index) => (
              <TableCell key={head} align={index === 0 ? 'left' : 'right'}>
                {head}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(([name, numbers]) => (
            <TableRow key={name}>
              <TableCell component="th" scope="row" sx={{ overflowWrap: 'anywhere' }}>
                {name}
              </TableCell>
              {numbers.map((value, index) => (
                <TableCell key={heads[index + 1]} align="right">
                  {words.formats.number(value)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  );
}
