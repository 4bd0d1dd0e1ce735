import PersonIcon from '@mui/icons-material/PersonOutlined';
import Button from '@mui/material/Button';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { isWriting } from '../../state/work.ts';
import { useWords } from '../../words/useWords.ts';

/** Who is signed in at the open target; a click signs out. */
export function SignedIn() {
  const { session } = useWords();
  const store = useWorkStore();
  const account = useWork((work) => work.account);
  const busy = useWork(isWriting);
  if (!account) return null;
  const who = account.role === 'write' ? session.who(account.username) : session.whoLooks(account.username);
  return (
    <Button
      size="small"
      color="inherit"
      startIcon={<PersonIcon aria-hidden />}
      disabled={busy}
      title={who}
      aria-label={`${who}. ${session.out}`}
      data-testid="signed-in"
      onClick={() => store.getState().signOut()}
      sx={{ flexShrink: 0, maxWidth: 240 }}
    >
      {account.username}
    </Button>
  );
}
