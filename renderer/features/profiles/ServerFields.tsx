import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import type { ChosenPath } from '../../../preload/contract/bridge.ts';
import { PathField } from '../../components/PathField.tsx';
import { useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { isPort, type ProfileForm, SSL_MODES } from './profile-form.ts';
import { SelectField } from './SelectField.tsx';

interface ServerFieldsProps {
  readonly server: ProfileForm['server'];
  readonly onChange: (change: Partial<ProfileForm['server']>) => void;
}

/** A PostgreSQL server and how it is spoken to, all but the password. */
export function ServerFields({ server, onChange }: ServerFieldsProps) {
  const words = useWords();
  const { dialog } = words.profiles;
  const field = (what: 'host' | 'port' | 'database' | 'user' | 'searchPath') => ({
    label: dialog[what],
    value: server[what],
    onChange: (event: { readonly target: { readonly value: string } }) =>
      onChange({ [what]: event.target.value }),
    slotProps: { htmlInput: { spellCheck: false, autoComplete: 'off' }, inputLabel: { shrink: true } },
  });
  return (
    <>
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '3fr 1fr' }, gap: 1.5 }}>
        <TextField {...field('host')} />
        <TextField {...field('port')} error={!isPort(server.port)} />
      </Box>
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 1.5 }}>
        <TextField {...field('database')} />
        <TextField {...field('user')} />
        <SelectField
          label={dialog.sslMode}
          value={server.sslMode}
          options={SSL_MODES}
          words={dialog.sslModes}
          onChange={(sslMode) => onChange({ sslMode })}
        />
        <TextField {...field('searchPath')} helperText={dialog.searchPathHint} />
      </Box>
      <Certificates server={server} onChange={onChange} />
    </>
  );
}

function Certificates({ server, onChange }: ServerFieldsProps) {
  const words = useWords();
  const store = useWorkStore();
  const { dialog } = words.profiles;
  const { sslRootCert, sslCert, sslKey } = server;
  const choose = async (use: (file: ChosenPath) => void): Promise<void> => {
    const file = await store.getState().chooseCertificate();
    if (file) use(file);
  };
  return (
    <Box sx={{ display: 'grid', gap: 0.75 }}>
      <PathField
        label={dialog.rootCert}
        shown={sslRootCert === 'system' ? dialog.systemFile : (sslRootCert?.path ?? dialog.noFile)}
        chosen={sslRootCert !== null}
        onChoose={() => void choose((file) => onChange({ sslRootCert: file }))}
        onClear={() => onChange({ sslRootCert: null })}
      >
        {sslRootCert !== 'system' && (
          <Button size="small" color="inherit" onClick={() => onChange({ sslRootCert: 'system' })}>
            {dialog.useSystem}
          </Button>
        )}
      </PathField>
      <PathField
        label={dialog.cert}
        shown={sslCert?.path ?? dialog.noFile}
        chosen={sslCert !== null}
        onChoose={() => void choose((file) => onChange({ sslCert: file }))}
        onClear={() => onChange({ sslCert: null })}
      />
      <PathField
        label={dialog.key}
        shown={sslKey?.path ?? dialog.noFile}
        chosen={sslKey !== null}
        onChoose={() => void choose((file) => onChange({ sslKey: file }))}
        onClear={() => onChange({ sslKey: null })}
      />
    </Box>
  );
}
