import CloseIcon from '@mui/icons-material/Close';
import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import IconButton from '@mui/material/IconButton';
import Switch from '@mui/material/Switch';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import { useRef, useState } from 'react';
import type { PlannedRecordDetail } from '../../../preload/contract/types.ts';
import { Facts } from '../../components/Facts.tsx';
import { FieldValue } from '../../components/FieldValue.tsx';
import { OutcomeMark } from '../../components/OutcomeMark.tsx';
import { useFocusBack } from '../../components/useFocusBack.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { DecisionSelect } from './DecisionSelect.tsx';

/** One record beside the table: why it is planned so, what can be decided, and its fields old and new. */
export function RecordPane() {
  const words = useWords();
  const store = useWorkStore();
  const detail = useWork((work) => work.detail);
  const pane = useRef<HTMLElement>(null);
  useFocusBack(pane);
  return (
    <Box
      ref={pane}
      component="aside"
      aria-label={words.preview.detail}
      data-pane="record"
      sx={{
        borderLeft: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
        minHeight: 0,
        overflow: 'auto',
        borderTop: 1,
        borderTopColor: 'divider',
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', pl: 2, pr: 1, pt: 0.5 }}>
        <Typography variant="h2" sx={{ flex: 1 }}>
          {words.preview.detail}
        </Typography>
        <IconButton
          size="small"
          aria-label={words.preview.closeDetail}
          onClick={() => void store.getState().select(null)}
        >
          <CloseIcon sx={{ fontSize: 18 }} />
        </IconButton>
      </Box>
      {detail && <Detail detail={detail} />}
    </Box>
  );
}

function Detail({ detail }: { readonly detail: PlannedRecordDetail }) {
  const words = useWords();
  const store = useWorkStore();
  const own = useWork((work) => work.policy.records[String(detail.record)] ?? '');
  return (
    <Box sx={{ px: 2, pb: 2, display: 'grid', gap: 1.25 }} data-testid="record">
      <Box>
        <Typography variant="body1" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
          {detail.name}
        </Typography>
        <Typography variant="body2" color="textSecondary">
          {detail.model}
        </Typography>
      </Box>
      <Box sx={{ fontSize: '0.8125rem' }}>
        <OutcomeMark outcome={detail.outcome} />
        <Typography variant="body2" sx={{ mt: 0.25 }}>
          {detail.reason}
        </Typography>
      </Box>
      {detail.conflict && (
        <Box>
          <Typography variant="body2" sx={{ fontWeight: 600 }}>
            {words.preview.classes[detail.conflict.class]}
          </Typography>
          <DecisionSelect
            about={detail.name}
            value={own}
            possible={detail.possible}
            inherited={`${words.preview.useClass}: ${words.preview.decision[detail.conflict.decision]}`}
            onChange={(decision) => store.getState().decideRecord(detail.record, decision)}
          />
        </Box>
      )}
      <Fields detail={detail} />
      <Facts
        facts={[
          [words.preview.columns.record, words.formats.number(detail.record + 1)],
          [words.preview.targetKey, detail.targetKey ?? words.preview.newKey],
          [words.preview.byteOffset, words.formats.number(detail.byte)],
        ]}
      />
    </Box>
  );
}

function Fields({ detail }: { readonly detail: PlannedRecordDetail }) {
  const words = useWords();
  const hasTarget = detail.fields.some((field) => field.target !== null || field.differs);
  const isNew = detail.outcome === 'create';
  const compare = hasTarget && !isNew;
  const differing = detail.fields.some(({ differs }) => differs);
  const [only, setOnly] = useState(true);
  const shown = compare && only && differing ? detail.fields.filter(({ differs }) => differs) : detail.fields;
  return (
    <Box>
      {compare && !differing && (
        <Typography variant="body2" color="textSecondary" sx={{ mb: 0.5 }}>
          {words.preview.noDifferences}
        </Typography>
      )}
      {compare && differing && (
        <FormControlLabel
          control={<Switch size="small" checked={only} onChange={(_event, on) => setOnly(on)} />}
          label={<Typography variant="body2">{words.preview.onlyDifferences}</Typography>}
          sx={{ m: 0, mb: 0.5 }}
        />
      )}
      <Table size="small" sx={{ tableLayout: 'fixed', '& td, & th': { px: 0.75, verticalAlign: 'top' } }}>
        <TableHead>
          <TableRow>
            <TableCell sx={{ width: '32%' }}>{words.preview.detailFields.field}</TableCell>
            {compare && <TableCell>{words.preview.detailFields.target}</TableCell>}
            <TableCell>{words.preview.detailFields.package}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {shown.map((field) => (
            <TableRow key={field.field}>
              <TableCell
                component="th"
                scope="row"
                sx={{ overflowWrap: 'anywhere', color: 'text.secondary' }}
              >
                {field.field}
              </TableCell>
              {compare && (
                <TableCell sx={{ overflowWrap: 'anywhere' }}>
                  <FieldValue text={field.target} secret={field.secret} />
                </TableCell>
              )}
              <TableCell
                sx={{
                  overflowWrap: 'anywhere',
                  color: compare && field.differs ? 'change.main' : undefined,
                  fontWeight: compare && field.differs ? 600 : 400,
                }}
              >
                {compare && field.differs && '→ '}
                <FieldValue text={field.package} secret={field.secret} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  );
}
