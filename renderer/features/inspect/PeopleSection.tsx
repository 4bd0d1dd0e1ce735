import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import type { Inspection } from '../../../preload/contract/types.ts';
import { Section } from '../../components/Section.tsx';
import { useWords } from '../../words/useWords.ts';

const FEW = 6;

/** The EDMS's users and groups in the package. */
export function PeopleSection({ inspection }: { readonly inspection: Inspection }) {
  const words = useWords();
  const [all, setAll] = useState(false);
  const { users, groups } = inspection;
  if (users.length + groups.length === 0) return null;
  const shown = all ? users : users.slice(0, FEW);
  return (
    <Section title={words.package.people}>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 0.5 }}>
        {shown.map((user) => (
          <Box component="li" key={user.username} sx={{ display: 'flex', gap: 1, alignItems: 'baseline' }}>
            <Typography variant="body2" sx={{ fontWeight: 600 }}>
              {user.username}
            </Typography>
            <Typography variant="body2" color="textSecondary" noWrap sx={{ flex: 1 }}>
              {[user.name, user.groups.join(', ')].filter(Boolean).join(' · ')}
            </Typography>
            <Typography variant="caption" color="textSecondary">
              {[
                user.superuser ? words.package.superuser : user.staff ? words.package.staff : null,
                user.active ? null : words.package.inactive,
              ]
                .filter(Boolean)
                .join(', ')}
            </Typography>
          </Box>
        ))}
      </Box>
      {users.length > FEW && (
        <Button size="small" sx={{ mt: 0.5 }} onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? words.common.showLess : words.common.showAll(users.length)}
        </Button>
      )}
      {groups.length > 0 && (
        <Box
          component="ul"
          sx={{ listStyle: 'none', m: 0, p: 0, pt: 1, mt: 1, borderTop: 1, borderColor: 'divider' }}
        >
          {groups.map((group) => (
            <Box component="li" key={group.name} sx={{ display: 'flex', gap: 1 }}>
              <Typography variant="body2" noWrap sx={{ flex: 1 }}>
                {group.name}
              </Typography>
              <Typography variant="caption" color="textSecondary" sx={{ whiteSpace: 'nowrap' }}>
                {words.package.members(group.members)}, {words.package.permissions(group.permissions)}
              </Typography>
            </Box>
          ))}
        </Box>
      )}
    </Section>
  );
}
