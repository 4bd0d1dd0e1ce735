import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useEffect } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Figures } from '../../components/Facts.tsx';
import { Section } from '../../components/Section.tsx';
import { sizeFigures } from '../../components/size-figures.ts';
import { isAdmitted } from '../../state/session-slice.ts';
import { earlierOf } from '../../state/snapshot-cost-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** What the snapshot will about cost: what is read for it, what it may add, and the room that there is for that. */
export function CostSection() {
  const words = useWords();
  const store = useWorkStore();
  const target = useWork((work) => work.target);
  const storage = useWork((work) => work.storage?.id ?? null);
  const repository = useWork((work) => work.repository);
  const admitted = useWork(isAdmitted);
  const cost = useWork((work) => work.snapshotCost);
  const measuring = useWork((work) => work.measuringSnapshot !== null);
  const error = useWork((work) => work.snapshotCostError);
  const { base, like } = useWork(useShallow(earlierOf));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another target, folder or repository is measured anew
  useEffect(() => void store.getState().measureSnapshot(), [store, target, storage, repository, admitted]);
  const { formats } = words;
  const said = words.snapshots.make.cost;
  if (error && error.code !== 'CANCELLED') return <ErrorCard error={error} />;
  if (!cost) {
    return (
      <Section title={said.title}>
        {measuring && <LinearProgress aria-label={words.exports.measuring} sx={{ mb: 1 }} />}
        <Typography variant="body2" color="textSecondary">
          {words.exports.measuring}
        </Typography>
      </Section>
    );
  }
  const { size, freeBytes } = cost;
  const all = size.tableBytes + size.denseBytes + size.looseBytes;
  const isWhole = base === null;
  return (
    <Section title={said.title}>
      <div data-testid="snapshot-cost">
        <Figures
          figures={[
            ...sizeFigures(size, { records: true, files: storage !== null }, words),
            ...(freeBytes === null ? [] : ([[said.free, formats.bytes(freeBytes)]] as const)),
          ]}
        />
        <Box component="ul" sx={{ m: 0, mt: 1, pl: 2.25 }}>
          <Typography component="li" variant="body2">
            {isWhole ? said.readsAll : said.readsDifferences}
          </Typography>
          <Typography component="li" variant="body2">
            {like === null
              ? said.addsFirst(formats.bytes(all))
              : isWhole
                ? said.addsFull(formats.bytes(all))
                : said.addsUnknown(formats.bytes(like.bytesAdded), formats.time(like.createdAt))}
          </Typography>
          {freeBytes !== null && freeBytes < all && (
            <Typography component="li" variant="body2">
              {isWhole ? said.tight : said.tightIfAll}
            </Typography>
          )}
        </Box>
        {size.isRough && (
          <Typography variant="caption" color="textSecondary">
            {words.exports.rough}
          </Typography>
        )}
      </div>
    </Section>
  );
}
