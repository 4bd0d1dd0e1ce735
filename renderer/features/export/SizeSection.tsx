import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Section } from '../../components/Section.tsx';
import { sizeFigures } from '../../components/size-figures.ts';
import { ABILITIES, effective } from '../../state/export-draft.ts';
import { useWork } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** How much the export is about, the room that it may take, and the room that there is. */
export function SizeSection() {
  const words = useWords();
  const measured = useWork((work) => work.exportSize);
  const measuring = useWork((work) => work.measuringExport !== null);
  const error = useWork((work) => work.exportSizeError);
  const draft = useWork((work) => work.exportDraft);
  const room = useWork(
    (work) => work.exportFormats?.find(({ format }) => format === draft.format)?.room[draft.ending] ?? null,
  );
  const { exports, formats } = words;
  const { scope } = effective(draft);
  const parts = {
    records: scope !== 'files',
    files: ABILITIES[draft.format].files && scope !== 'selected',
  };
  const free = measured?.freeBytes ?? null;
  const verdict =
    room === null || free === null
      ? null
      : free < room.surely
        ? exports.tooLittle
        : free < room.likely
          ? exports.tight
          : exports.enough;
  return (
    <Section title={exports.size}>
      {measuring && !measured && (
        <>
          <LinearProgress aria-label={exports.measuring} sx={{ mb: 1 }} />
          <Typography variant="body2" color="textSecondary">
            {exports.measuring}
          </Typography>
        </>
      )}
      {error && error.code !== 'CANCELLED' && <ErrorCard error={error} />}
      {measured && (
        <div data-testid="export-size">
          <Facts
            facts={[
              ...sizeFigures(measured.size, parts, words),
              ...(room === null ? [] : ([[exports.room, formats.bytes(room.likely)]] as const)),
              ...(free === null ? [] : ([[exports.free, formats.bytes(free)]] as const)),
            ]}
          />
          <Typography variant="body2" sx={{ mt: 1 }} role="status">
            {verdict}
          </Typography>
          <Typography variant="caption" color="textSecondary" component="p" sx={{ m: 0 }}>
            {[exports.roomHint(measured.folder), measured.size.isRough ? exports.rough : '']
              .filter(Boolean)
              .join(' ')}
          </Typography>
        </div>
      )}
    </Section>
  );
}
