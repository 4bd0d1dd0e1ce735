import HelpIcon from '@mui/icons-material/HelpOutlineOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import NativeSelect from '@mui/material/NativeSelect';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import type { ConflictGroup, PlanSummary } from '../../../preload/contract/types.ts';
import { ProblemList } from '../../components/ProblemList.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { DecisionSelect } from './DecisionSelect.tsx';
import { Panel } from './Panel.tsx';

/** What needs the person: conflicts by class with their decisions, the rules of the plan, its findings. */
export function DecisionsPanel({ plan }: { readonly plan: PlanSummary }) {
  const words = useWords();
  const undecided = plan.conflicts.reduce((sum, group) => sum + group.undecided, 0);
  const asks = plan.conflicts.length > 0 || plan.missingUsers.length > 0;
  const title = asks
    ? undecided > 0
      ? words.preview.needsYou(undecided)
      : words.preview.decided
    : words.preview.nothingNeedsYou;
  const hasMore = asks || plan.problems.length > 0 || plan.outcomes.update > 0;
  return (
    <Panel
      title={title}
      icon={<HelpIcon sx={{ color: undecided > 0 ? 'warning.main' : 'text.secondary' }} />}
      startsOpen={asks}
    >
      {hasMore && (
        <>
          {plan.conflicts.map((group) => (
            <Conflict key={group.class} group={group} />
          ))}
          <Rules plan={plan} />
          {plan.problems.length > 0 && <ProblemList problems={plan.problems} few={3} />}
        </>
      )}
    </Panel>
  );
}

function Conflict({ group }: { readonly group: ConflictGroup }) {
  const words = useWords();
  const store = useWorkStore();
  const modelDecisions = useWork((work) => work.policy.models);
  const [open, setOpen] = useState(false);
  const name = words.preview.classes[group.class];
  return (
    <Box sx={{ borderTop: 1, borderColor: 'divider', pt: 1 }} data-conflict={group.class}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
        <Box sx={{ flex: '1 1 260px', minWidth: 0 }}>
          <Typography variant="body2" sx={{ fontWeight: 600 }}>
            {name} ({words.formats.number(group.count)})
            {group.undecided > 0 && (
              <Typography component="span" variant="body2" sx={{ color: 'warning.main', fontWeight: 400 }}>
                {' '}
                · {words.preview.undecided(group.undecided)}
              </Typography>
            )}
          </Typography>
          <Typography variant="caption" color="textSecondary" component="p" sx={{ m: 0 }}>
            {words.preview.classHint[group.class]} {words.preview.decisionHint[group.decision]}
          </Typography>
        </Box>
        <DecisionSelect
          about={name}
          value={group.decision}
          possible={group.possible}
          onChange={(decision) => {
            if (decision) store.getState().decideClass(group.class, decision);
          }}
        />
        {group.undecided > 0 && (
          <Button
            size="small"
            variant="outlined"
            onClick={() => store.getState().decideClass(group.class, group.decision)}
          >
            {words.preview.confirmSafe}
          </Button>
        )}
        <Button
          size="small"
          color="inherit"
          onClick={() =>
            store.getState().filter({ conflictClasses: [group.class], outcomes: [], models: [], search: '' })
          }
        >
          {words.preview.showThese}
        </Button>
        <Button size="small" color="inherit" aria-expanded={open} onClick={() => setOpen(!open)}>
          {words.preview.byModel}
        </Button>
      </Box>
      {open && (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, mt: 0.5, p: 0, pl: 2, display: 'grid', gap: 0.5 }}>
          {group.models.map(({ model, count }) => (
            <Box component="li" key={model} sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
              <Typography variant="body2" sx={{ flex: 1 }}>
                {model} ({words.formats.number(count)})
              </Typography>
              <DecisionSelect
                about={`${name}, ${model}`}
                value={modelDecisions[model] ?? ''}
                possible={group.possible}
                inherited={words.preview.useClass}
                onChange={(decision) => store.getState().decideModel(model, decision)}
              />
            </Box>
          ))}
        </Box>
      )}
    </Box>
  );
}

/** Rules for what is in no conflict; each is shown only where it decides something. */
function Rules({ plan }: { readonly plan: PlanSummary }) {
  const words = useWords();
  const store = useWorkStore();
  const policy = useWork((work) => work.policy);
  const { outcomes, missingUsers } = plan;
  return (
    <>
      {(outcomes.update > 0 || policy.changedRecords === 'keep') && (
        <Rule label={words.preview.changed}>
          <NativeSelect
            value={policy.changedRecords}
            onChange={(event) =>
              store
                .getState()
                .changePolicy({ changedRecords: event.target.value === 'keep' ? 'keep' : 'take' })
            }
            inputProps={{ 'aria-label': words.preview.changed }}
            sx={{ fontSize: '0.8125rem', minWidth: 170 }}
          >
            <option value="take">{words.preview.changedTake}</option>
            <option value="keep">{words.preview.changedKeep}</option>
          </NativeSelect>
        </Rule>
      )}
      {missingUsers.length > 0 && (
        <Rule
          label={words.preview.missingUsers(missingUsers.length)}
          hint={missingUsers.slice(0, 12).join(', ')}
        >
          <NativeSelect
            value={policy.missingUsers}
            onChange={(event) =>
              store.getState().changePolicy({
                missingUsers: event.target.value === 'create-inactive' ? 'create-inactive' : 'impossible',
              })
            }
            inputProps={{ 'aria-label': words.preview.missingUsers(missingUsers.length) }}
            sx={{ fontSize: '0.8125rem', minWidth: 170 }}
          >
            <option value="impossible">{words.preview.missingUsersImpossible}</option>
            <option value="create-inactive">{words.preview.missingUsersCreate}</option>
          </NativeSelect>
        </Rule>
      )}
    </>
  );
}

function Rule({
  label,
  hint,
  children,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly children: React.ReactNode;
}) {
  return (
    <Box
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        gap: 1,
        alignItems: 'center',
        borderTop: 1,
        borderColor: 'divider',
        pt: 1,
      }}
    >
      <Box sx={{ flex: '1 1 260px', minWidth: 0 }}>
        <Typography variant="body2" sx={{ fontWeight: 600 }}>
          {label}
        </Typography>
        {hint && (
          <Typography variant="caption" color="textSecondary" component="p" sx={{ m: 0 }}>
            {hint}
          </Typography>
        )}
      </Box>
      {children}
    </Box>
  );
}
