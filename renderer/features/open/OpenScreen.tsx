import CloseIcon from '@mui/icons-material/Close';
import InventoryIcon from '@mui/icons-material/Inventory2Outlined';
import InboxIcon from '@mui/icons-material/MoveToInboxOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import ButtonBase from '@mui/material/ButtonBase';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import type { RecentPackage } from '../../../preload/contract/bridge.ts';
import { Page, Section } from '../../components/Section.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** The beginning: what this is for, and the first step. */
export function OpenScreen() {
  const words = useWords();
  const recents = useWork((work) => work.recents);
  return (
    <Page width={820}>
      <Box>
        <Typography variant="h1">{words.open.title}</Typography>
        <Typography variant="body1" color="textSecondary">
          {words.open.lead}
        </Typography>
      </Box>
      <DropZone />
      <Section title={words.open.recents}>
        {recents.length === 0 ? (
          <Typography variant="body2" color="textSecondary">
            {words.open.noRecents}
          </Typography>
        ) : (
          <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, mx: -1 }}>
            {recents.map((recent) => (
              <Recent key={recent.id} recent={recent} />
            ))}
          </Box>
        )}
      </Section>
    </Page>
  );
}

function DropZone() {
  const words = useWords();
  const store = useWorkStore();
  const hasSample = useWork((work) => work.start?.hasSample ?? false);
  return (
    <Box
      sx={{
        display: 'grid',
        justifyItems: 'center',
        gap: 1,
        px: 3,
        py: 5,
        border: 1,
        borderStyle: 'dashed',
        borderColor: 'text.disabled',
        borderRadius: 2,
        bgcolor: 'background.paper',
        textAlign: 'center',
      }}
    >
      <InboxIcon aria-hidden sx={{ fontSize: 40, color: 'primary.main' }} />
      <Typography variant="body1" sx={{ fontWeight: 600 }}>
        {words.open.drop}
      </Typography>
      <Typography variant="body2" color="textSecondary">
        {words.open.formats}
      </Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'center', gap: 1, mt: 1.5 }}>
        <Button variant="outlined" onClick={() => void store.getState().choosePackage('file')}>
          {words.open.chooseFile}
        </Button>
        <Button variant="outlined" onClick={() => void store.getState().choosePackage('folder')}>
          {words.open.chooseFolder}
        </Button>
        {hasSample && (
          <Button variant="text" onClick={() => void store.getState().openSample()}>
            {words.open.sample}
          </Button>
        )}
      </Box>
    </Box>
  );
}

function Recent({ recent }: { readonly recent: RecentPackage }) {
  const words = useWords();
  const store = useWorkStore();
  return (
    <Box component="li" sx={{ display: 'flex', alignItems: 'center' }}>
      <ButtonBase
        disabled={!recent.present}
        onClick={() => {
          const { id, name, folder } = recent;
          void store.getState().openPackage({ id, name, folder });
        }}
        sx={{
          flex: 1,
          minWidth: 0,
          px: 1,
          py: 0.75,
          gap: 1.5,
          borderRadius: 1,
          justifyContent: 'flex-start',
          textAlign: 'left',
          color: recent.present ? 'text.primary' : 'text.disabled',
          '&:hover': { bgcolor: 'action.hover' },
        }}
      >
        <InventoryIcon aria-hidden sx={{ fontSize: 20, color: 'text.secondary' }} />
        <Box sx={{ flex: 1, minWidth: 0 }}>
          {/* Packages of one system have the same beginning, and differ at the end. */}
          <Typography variant="body2" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
            {recent.name}
          </Typography>
          <Typography
            variant="caption"
            noWrap
            component="p"
            color="textSecondary"
            title={recent.folder}
            sx={{ m: 0 }}
          >
            {recent.folder}
          </Typography>
        </Box>
        <Typography variant="caption" color="textSecondary" sx={{ whiteSpace: 'nowrap' }}>
          {recent.present ? words.open.opened(words.formats.ago(recent.openedAt)) : words.open.gone}
        </Typography>
      </ButtonBase>
      <IconButton
        size="small"
        aria-label={`${words.common.remove}: ${recent.name}`}
        title={words.common.remove}
        onClick={() => void store.getState().forgetPackage(recent.id)}
      >
        <CloseIcon sx={{ fontSize: 16 }} />
      </IconButton>
    </Box>
  );
}
