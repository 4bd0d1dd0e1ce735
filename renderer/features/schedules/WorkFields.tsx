import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useEffect } from 'react';
import { Section } from '../../components/Section.tsx';
import { Tick } from '../../components/Tick.tsx';
import { type DraftedSchedule, type DraftedWork, workOfKind } from '../../state/schedules-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { Choice, ListField } from './fields.tsx';

type SnapshotDraft = Extract<DraftedWork, { readonly kind: 'snapshot' }>;
type ExportDraft = Extract<DraftedWork, { readonly kind: 'export' }>;
const ENDINGS = ['tar.gz', 'zip', 'json.gz', 'json', 'ndjson'] as const;

/** Of which EDMS, and a snapshot into which repository, or an export into which folder. */
export function WorkFields({ draft }: { readonly draft: DraftedSchedule }) {
  const { schedules } = useWords();
  const store = useWorkStore();
  const { form } = schedules;
  const { work } = draft;
  return (
    <Section title={form.what}>
      <Box sx={{ display: 'grid', gap: 2, pt: 1 }}>
        <Source draft={draft} />
        <Choice
          label={form.work}
          value={work.kind}
          options={[
            ['snapshot', form.works.snapshot],
            ['export', form.works.export],
          ]}
          onChange={(kind) => {
            const [first] = store.getState().repositories ?? [];
            if (kind !== work.kind)
              store.getState().changeDraft({ work: workOfKind(kind, first?.id ?? null) });
          }}
        />
        {work.kind === 'snapshot' ? <Snapshot work={work} /> : <Export work={work} />}
      </Box>
    </Section>
  );
}

function Source({ draft: { target } }: { readonly draft: DraftedSchedule }) {
  const { schedules } = useWords();
  const store = useWorkStore();
  const profiles = useWork((work) => work.profiles);
  const embedded = useWork((work) => work.embeddedNames);
  const { form } = schedules;
  // What was made since, here or by the command line, can be chosen.
  useEffect(() => {
    void store.getState().refreshKnown();
  }, [store]);
  const options = [
    ...(profiles?.profiles ?? []).map(({ id, name }) => [id, name] as const),
    ...embedded.map((name) => [`embedded:${name}`, `embedded:${name}`] as const),
  ];
  if (options.length === 0)
    return (
      <Missing text={form.noSource} action={form.toTarget} onGo={() => store.getState().goTo('target')} />
    );
  const value = target === null ? '' : target.kind === 'profile' ? target.id : `embedded:${target.name}`;
  const profile = profiles?.profiles.find(({ id }) => id === value);
  const lacksStorage = profile?.connection.kind === 'server' && profile.storage === null;
  return (
    <Choice
      label={form.source}
      value={options.some(([one]) => one === value) ? value : ''}
      options={options}
      hint={lacksStorage ? form.noStorage : form.sourceHint}
      onChange={(chosen) =>
        store.getState().changeDraft({
          target: chosen.startsWith('embedded:')
            ? { kind: 'embedded', name: chosen.slice('embedded:'.length) }
            : { kind: 'profile', id: chosen },
        })
      }
    />
  );
}

interface MissingProps {
  readonly text: string;
  readonly action: string;
  readonly onGo: () => void;
}

/** In the place of a choice that there is nothing for: what is missing, and the way to where it is made. */
function Missing({ text, action, onGo }: MissingProps) {
  return (
    <Box>
      <Typography variant="body2" sx={{ mb: 0.5 }}>
        {text}
      </Typography>
      <Button size="small" variant="outlined" onClick={onGo}>
        {action}
      </Button>
    </Box>
  );
}

function Snapshot({ work }: { readonly work: SnapshotDraft }) {
  const words = useWords();
  const store = useWorkStore();
  const signingKey = useWork((state) => state.signingKey);
  const repositories = useWork((state) => state.repositories ?? []);
  const { form } = words.schedules;
  const change = (part: Partial<SnapshotDraft>): void =>
    store.getState().changeDraft({ work: { ...work, ...part } });
  if (repositories.length === 0) {
    return (
      <Missing
        text={form.noRepository}
        action={form.toSnapshots}
        onGo={() => store.getState().goTo('snapshots')}
      />
    );
  }
  const chosen = repositories.find(({ id }) => id === work.repository);
  return (
    <>
      <Choice
        label={form.repository}
        value={chosen?.id ?? ''}
        options={repositories.map(({ id, name }) => [id, name])}
        hint={chosen?.isEncrypted ? form.encryptedHint : undefined}
        onChange={(repository) => change({ repository })}
      />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
        <Choice
          label={form.snapshotKind}
          value={work.snapshotKind}
          options={(['incremental', 'differential', 'full'] as const).map((kind) => [
            kind,
            words.snapshots.kinds[kind],
          ])}
          onChange={(snapshotKind) => change({ snapshotKind })}
        />
        <Choice
          label={form.afterwards}
          value={work.afterwards}
          options={(['test', 'verify', 'nothing'] as const).map((one) => [one, form.afterwardsOf[one]])}
          onChange={(afterwards) => change({ afterwards })}
        />
      </Box>
      {(signingKey !== null || work.sign) && (
        <Tick label={form.sign} checked={work.sign} onChange={(sign) => change({ sign })} />
      )}
      <ListField
        label={form.tags}
        hint={form.tagsHint}
        values={work.tags}
        onChange={(tags) => change({ tags })}
      />
    </>
  );
}

function Export({ work }: { readonly work: ExportDraft }) {
  const { schedules } = useWords();
  const store = useWorkStore();
  const { form } = schedules;
  return (
    <>
      <Box>
        <Typography variant="h3">{form.folder}</Typography>
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere', mb: 1 }}>
          {work.folderPath === '' ? form.noFolder : work.folderPath}
        </Typography>
        <Button
          size="small"
          variant="outlined"
          color="inherit"
          onClick={() => void store.getState().chooseExportFolder()}
        >
          {form.chooseFolder}
        </Button>
      </Box>
      <Choice
        label={form.ending}
        value={work.ending}
        options={ENDINGS.map((ending) => [ending, ending])}
        onChange={(ending) => store.getState().changeDraft({ work: { ...work, ending } })}
      />
      {(work.ending === 'tar.gz' || work.ending === 'zip') && (
        <Tick
          label={form.filesOnly}
          checked={work.filesOnly}
          onChange={(filesOnly) => store.getState().changeDraft({ work: { ...work, filesOnly } })}
        />
      )}
    </>
  );
}
