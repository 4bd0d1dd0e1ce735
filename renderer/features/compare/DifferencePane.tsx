import CloseIcon from '@mui/icons-material/Close';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import { useEffect, useRef } from 'react';
import type { ShownDifference } from '../../../preload/contract/types.ts';
import { useFocusBack } from '../../components/useFocusBack.ts';
import { differenceAt, PACKAGE } from '../../state/difference-pages.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { ChangeMark } from './ChangeMark.tsx';
import { FieldTable } from './FieldTable.tsx';
import { columnOf, timeOf } from './states.ts';

/** One record or file beside the list: what became of it, field by field. */
export function DifferencePane({ index }: { readonly index: number }) {
  const words = useWords();
  const store = useWorkStore();
  const difference = useWork((work) => differenceAt(work, index));
  const pane = useRef<HTMLElement>(null);
  useFocusBack(pane);
  // In a low window it lies below the sums, beside the list.
  useEffect(() => pane.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <Box
      ref={pane}
      component="aside"
      aria-label={words.compare.detail}
      data-pane="record"
      sx={{
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        bgcolor: 'background.paper',
        minHeight: 0,
        overflow: 'auto',
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', pl: 1.75, pr: 1, pt: 0.5 }}>
        <Typography variant="h2" sx={{ flex: 1 }}>
          {words.compare.detail}
        </Typography>
        <IconButton
          size="small"
          aria-label={words.compare.closeDetail}
          onClick={() => store.getState().showDifference(null)}
        >
          <CloseIcon sx={{ fontSize: 18 }} />
        </IconButton>
      </Box>
      {difference && <Detail difference={difference} />}
    </Box>
  );
}

function Detail({ difference }: { readonly difference: ShownDifference }) {
  const words = useWords();
  const store = useWorkStore();
  const before = useWork((work) => columnOf(work, work.comparedBefore, words));
  const now = useWork((work) => columnOf(work, work.comparedNow, words));
  const wasNotThere = useWork((work) =>
    work.comparedBefore === PACKAGE
      ? words.compare.wasNotInPackage
      : words.compare.wasNotThere(timeOf(work, work.comparedBefore ?? '', words)),
  );
  const { change, model, key, name, fields } = difference;
  const isFile = model === 'files';
  const { unknownUser, unknownDay } = words.compare;
  const day = difference.day === null ? unknownDay : words.formats.date(difference.day);
  const who = isFile ? day : `${difference.user ?? unknownUser}, ${day}`;
  return (
    <Box sx={{ px: 1.75, pb: 2, display: 'grid', gap: 1.25 }} data-testid="difference">
      <Box>
        <Typography variant="body1" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
          {name}
        </Typography>
        <Typography variant="body2" color="textSecondary">
          {isFile ? words.compare.files : `${model} · ${words.compare.key} ${key}`}
        </Typography>
      </Box>
      <Box sx={{ fontSize: '0.8125rem' }}>
        <ChangeMark change={change} />
        <Typography variant="body2" color="textSecondary">
          {who}
        </Typography>
      </Box>
      <FieldTable
        label={words.compare.detail}
        fields={fields}
        before={change === 'added' ? null : before}
        now={change === 'removed' ? null : now}
      />
      {isFile ? (
        change !== 'added' && (
          <Typography variant="body2" color="textSecondary">
            {words.compare.fileComesWith}
          </Typography>
        )
      ) : (
        <>
          {change === 'added' && (
            <Typography variant="body2" color="textSecondary">
              {wasNotThere}
            </Typography>
          )}
          <Box>
            <Button
              size="small"
              variant="outlined"
              color="inherit"
              onClick={() => {
                const work = store.getState();
                work.typeFollowed(`${model}:${key}`);
                work.showCompareTab('timeline');
                work.followRecord();
              }}
            >
              {words.compare.showTimeline}
            </Button>
          </Box>
        </>
      )}
    </Box>
  );
}
