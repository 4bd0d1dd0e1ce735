import ClosedIcon from '@mui/icons-material/ChevronRight';
import OpenIcon from '@mui/icons-material/ExpandMore';
import Box from '@mui/material/Box';
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react';
import type { SelectionTree } from '../../../preload/contract/types.ts';
import { useCursor } from '../../components/useCursor.ts';
import { type TreeLine, treeLines } from './tree-lines.ts';
import { useChooser, useChooserNow } from './useChooser.ts';

const LINE_HEIGHT = 44;
const INDENT = 18;

/**
 * What a selection brings along: each record with what it is and why it is in. Arrows move; right opens and goes
 * down, left closes and goes up, Space turns.
 */
export function SelectionTreeView({ tree, label }: { readonly tree: SelectionTree; readonly label: string }) {
  const chooser = useChooserNow();
  const below = useChooser((now) => now.below);
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const lines = useMemo(() => treeLines(tree, turned, below), [tree, turned, below]);
  const list = useCursor(lines.length, LINE_HEIGHT);
  const id = useId();

  // What is open and not known yet is asked for, as soon as it can be seen.
  const seen = list.lines.flatMap(({ index }) => lines[index] ?? []);
  const missing = seen.find(({ open, toAsk }) => open === true && toAsk)?.record.record;
  useEffect(() => {
    if (missing !== undefined) void chooser().unfold(missing);
  }, [missing, chooser]);

  const turn = ({ key, open }: TreeLine): void => {
    if (open === null) return;
    const others = new Set(turned);
    if (!others.delete(key)) others.add(key);
    setTurned(others);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || list.moveByKey(event)) return;
    const line = lines[list.cursor];
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowRight') {
      if (line.open === false) turn(line);
      else if (line.open) list.moveTo(list.cursor + 1);
    } else if (event.key === 'ArrowLeft') {
      if (line.open) turn(line);
      else list.moveTo(parentOf(lines, list.cursor));
    } else if (event.key === ' ' || event.key === 'Enter') turn(line);
    else return;
    event.preventDefault();
  };

  return (
    <Box
      ref={list.ref}
      role="tree"
      aria-label={label}
      aria-activedescendant={lines.length > 0 ? `${id}-${list.cursor}` : undefined}
      tabIndex={0}
      data-pane="table"
      data-testid="selection-tree"
      onKeyDown={onKeyDown}
      sx={{
        flex: 1,
        minHeight: 120,
        overflow: 'auto',
        fontSize: '0.8125rem',
        outlineOffset: -2,
        '&:focus-visible [data-current="true"]': {
          boxShadow: 'inset 3px 0 0 var(--edms-palette-primary-main)',
        },
      }}
    >
      <Box sx={{ position: 'relative' }} style={{ height: list.height }}>
        {list.lines.map(({ index, start }) => {
          const line = lines[index];
          if (!line) return null;
          const { record, level, open } = line;
          return (
            <Box
              key={line.key}
              id={`${id}-${index}`}
              role="treeitem"
              aria-level={level}
              aria-posinset={line.position}
              aria-setsize={line.setSize}
              aria-expanded={open ?? undefined}
              aria-selected={index === list.cursor}
              data-current={index === list.cursor}
              className={`plan-row${index === list.cursor ? ' plan-row-selected' : ''}`}
              onClick={() => {
                list.setCursor(index);
                list.ref.current?.focus({ preventScroll: true });
                turn(line);
              }}
              style={{
                transform: `translateY(${start}px)`,
                height: LINE_HEIGHT,
                gridTemplateColumns: '22px minmax(0, 1fr)',
                paddingLeft: 8 + (level - 1) * INDENT,
              }}
            >
              {open === null ? (
                <span />
              ) : open ? (
                <OpenIcon aria-hidden sx={{ fontSize: 18, color: 'text.secondary' }} />
              ) : (
                <ClosedIcon aria-hidden sx={{ fontSize: 18, color: 'text.secondary' }} />
              )}
              <Box sx={{ minWidth: 0, lineHeight: 1.35 }}>
                <div className="plan-cell" title={record.name}>
                  {record.name} <span className="plan-cell-quiet">{record.model}</span>
                </div>
                <div className="plan-cell plan-cell-quiet" title={record.because}>
                  {record.because}
                </div>
              </Box>
            </Box>
          );
        })}
      </Box>
    </Box>
  );
}

function parentOf(lines: readonly TreeLine[], index: number): number {
  const level = lines[index]?.level ?? 1;
  for (let above = index - 1; above >= 0; above -= 1) {
    if ((lines[above]?.level ?? 1) < level) return above;
  }
  return index;
}
