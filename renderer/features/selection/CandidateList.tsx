import CheckedIcon from '@mui/icons-material/CheckBox';
import UncheckedIcon from '@mui/icons-material/CheckBoxOutlineBlank';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { type KeyboardEvent, useEffect, useId } from 'react';
import type { Candidate, CandidatePage } from '../../../preload/contract/types.ts';
import { useCursor } from '../../components/useCursor.ts';
import { useWords } from '../../words/useWords.ts';
import { useChooser, useChooserNow } from './useChooser.ts';

const LINE_HEIGHT = 44;

/** Records to choose from: Space or a click chooses the current one and leaves it out again. */
export function CandidateList({ page }: { readonly page: CandidatePage }) {
  const words = useWords();
  const chooser = useChooserNow();
  const roots = useChooser((_chooser, selection) => selection.roots);
  const { rows, total } = page;
  const list = useCursor(rows.length, LINE_HEIGHT);
  const id = useId();
  const last = list.lines.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - 1) void chooser().moreCandidates();
  }, [last, rows.length, chooser]);

  const toggle = (candidate: Candidate | undefined): void => {
    if (candidate?.root) chooser().toggleRoot(candidate.root);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (list.moveByKey(event) || (event.key !== ' ' && event.key !== 'Enter')) return;
    // With a modifier it is the main action of the screen.
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    toggle(rows[list.cursor]);
  };

  return (
    <>
      <Box
        ref={list.ref}
        role="listbox"
        aria-multiselectable
        aria-label={words.selection.candidates}
        aria-activedescendant={rows.length > 0 ? `${id}-${list.cursor}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        sx={{
          flex: 1,
          minHeight: 132,
          overflow: 'auto',
          fontSize: '0.8125rem',
          border: 1,
          borderColor: 'divider',
          borderRadius: 1,
          bgcolor: 'background.paper',
          '&:focus-visible [data-current="true"]': {
            boxShadow: 'inset 3px 0 0 var(--edms-palette-primary-main)',
          },
        }}
      >
        <Box sx={{ position: 'relative' }} style={{ height: list.height }}>
          {list.lines.map(({ index, start }) => {
            const row = rows[index];
            if (!row) return null;
            const chosen = row.root !== null && roots.includes(row.root);
            return (
              <Box
                key={row.record}
                id={`${id}-${index}`}
                role="option"
                aria-selected={chosen}
                aria-disabled={row.root === null || undefined}
                aria-posinset={index + 1}
                aria-setsize={total}
                data-current={index === list.cursor}
                className={`plan-row${chosen ? ' plan-row-selected' : ''}`}
                onClick={() => {
                  list.setCursor(index);
                  list.ref.current?.focus({ preventScroll: true });
                  toggle(row);
                }}
                style={{
                  transform: `translateY(${start}px)`,
                  height: LINE_HEIGHT,
                  gridTemplateColumns: '26px minmax(0, 1fr)',
                  paddingLeft: 8,
                }}
              >
                {chosen ? (
                  <CheckedIcon aria-hidden sx={{ fontSize: 18, color: 'primary.main' }} />
                ) : (
                  <UncheckedIcon aria-hidden sx={{ fontSize: 18, color: 'text.secondary' }} />
                )}
                <Box sx={{ minWidth: 0, lineHeight: 1.35 }}>
                  <div className="plan-cell" title={row.name}>
                    {row.name}
                  </div>
                  <div className="plan-cell plan-cell-quiet" title={row.title}>
                    {row.root === null ? words.selection.noKey : row.title}
                  </div>
                </Box>
              </Box>
            );
          })}
        </Box>
      </Box>
      <Typography variant="caption" color="textSecondary" role="status">
        {total === 0 ? words.selection.nothingFound : words.selection.found(total)}
      </Typography>
    </>
  );
}
