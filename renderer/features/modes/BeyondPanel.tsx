import RemoveIcon from '@mui/icons-material/DeleteSweepOutlined';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import { Fragment, useState } from 'react';
import type { BeyondGroup, PlanSummary } from '../../../preload/contract/types.ts';
import { removedRows } from '../../components/sentences.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { Panel } from '../plan/Panel.tsx';

/** Examples that are shown of one model. */
const SHOWN = 50;

/** In a mirror: what the target has beyond the package, and the choice to remove it, which nobody has made beforehand. */
export function BeyondPanel({ plan }: { readonly plan: PlanSummary }) {
  const words = useWords();
  const store = useWorkStore();
  const chosen = useWork((work) => work.policy.removeBeyond);
  if (plan.beyond.length === 0) return null;
  const rows = plan.beyond.reduce((sum, { count }) => sum + count, 0);
  const removed = removedRows(plan);
  // What the package has none of may only have been left out of it: that is chosen by itself, never with the rest.
  const usual = plan.beyond.filter(({ removable, records }) => removable && records > 0);
  const ticked = usual.filter(({ model }) => chosen.includes(model));
  const title = `${words.beyond.title(rows)}: ${removed > 0 ? words.beyond.removed(removed) : words.beyond.none}`;
  return (
    <Panel
      title={title}
      icon={<RemoveIcon sx={{ color: removed > 0 ? 'error.main' : 'text.secondary' }} />}
      startsOpen
    >
      {usual.length > 0 && (
        <FormControlLabel
          control={
            <Checkbox
              size="small"
              checked={ticked.length === usual.length}
              indeterminate={ticked.length > 0 && ticked.length < usual.length}
              onChange={(_event, checked) =>
                store.getState().removeBeyond(checked ? usual.map(({ model }) => model) : [])
              }
            />
          }
          label={words.beyond.remove}
          slotProps={{ typography: { variant: 'body2', sx: { fontWeight: 600 } } }}
          sx={{ m: 0 }}
        />
      )}
      <Typography variant="caption" color="textSecondary">
        {words.beyond.removeHint}
      </Typography>
      <Table size="small" data-testid="beyond">
        <TableHead>
          <TableRow>
            <TableCell>{words.beyond.model}</TableCell>
            <TableCell align="right">{words.beyond.rows}</TableCell>
            <TableCell align="right">{words.beyond.removes}</TableCell>
            <TableCell align="right">{words.beyond.keeps}</TableCell>
            <TableCell>{words.beyond.examples}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {plan.beyond.map((group) => (
            <Group key={group.model} group={group} />
          ))}
        </TableBody>
      </Table>
    </Panel>
  );
}

function Group({ group }: { readonly group: BeyondGroup }) {
  const words = useWords();
  const store = useWorkStore();
  const { number } = words.formats;
  const chosen = useWork((work) => work.policy.removeBeyond);
  const [open, setOpen] = useState(false);
  const { model, removable, records } = group;
  const others = chosen.filter((one) => one !== model);
  return (
    <Fragment>
      <TableRow>
        <TableCell>
          {removable ? (
            <FormControlLabel
              control={
                <Checkbox
                  size="small"
                  checked={chosen.includes(model)}
                  onChange={(_event, checked) =>
                    store.getState().removeBeyond(checked ? [...others, model] : others)
                  }
                  slotProps={{ input: { 'aria-label': words.beyond.removeModel(model) } }}
                />
              }
              label={model}
              slotProps={{ typography: { variant: 'body2' } }}
              sx={{ m: 0, '& .MuiCheckbox-root': { py: 0 } }}
            />
          ) : (
            `${model} (${words.beyond.never})`
          )}
          {removable && records === 0 && (
            <Typography variant="caption" component="p" sx={{ m: 0, color: 'warning.main' }}>
              {words.beyond.noneInPackage}
            </Typography>
          )}
        </TableCell>
        <TableCell align="right">{number(group.count)}</TableCell>
        <TableCell align="right">{number(group.removed)}</TableCell>
        <TableCell align="right">{number(group.kept)}</TableCell>
        <TableCell>
          <Button
            size="small"
            color="inherit"
            aria-expanded={open}
            aria-label={words.beyond.examplesOf(model)}
            onClick={() => setOpen(!open)}
          >
            {words.beyond.examples}
          </Button>
        </TableCell>
      </TableRow>
      {open && (
        <TableRow>
          <TableCell colSpan={5}>
            {group.examples.slice(0, SHOWN).map(({ key, name, kept }) => (
              <Typography variant="body2" component="p" key={key} sx={{ m: 0, overflowWrap: 'anywhere' }}>
                {name || key}{' '}
                <Typography component="span" variant="caption" color="textSecondary">
                  {kept ?? words.beyond.isRemoved}
                </Typography>
              </Typography>
            ))}
            {group.count > Math.min(SHOWN, group.examples.length) && (
              <Typography variant="caption" color="textSecondary">
                {words.beyond.first(Math.min(SHOWN, group.examples.length), group.count)}
              </Typography>
            )}
          </TableCell>
        </TableRow>
      )}
    </Fragment>
  );
}
