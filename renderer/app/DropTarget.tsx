import DownloadIcon from '@mui/icons-material/MoveToInboxOutlined';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useEffect, useState } from 'react';
import { useWork } from '../state/useWork.ts';
import { useWords } from '../words/useWords.ts';

/** The whole window answers to a file that is dragged over it. The preload script takes what is dropped. */
export function DropTarget() {
  const words = useWords();
  const [over, setOver] = useState(false);
  const busy = useWork((work) => work.restoring !== null);

  useEffect(() => {
    // Each element on the way sends an enter and a leave: the file is gone when all were left.
    let depth = 0;
    const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const end = (): void => {
      depth = 0;
      setOver(false);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', end);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', end);
    };
  }, []);

  if (!over || busy) return null;
  return (
    <Box
      role="status"
      sx={{
        position: 'fixed',
        inset: 8,
        zIndex: 'tooltip',
        pointerEvents: 'none',
        display: 'grid',
        placeContent: 'center',
        justifyItems: 'center',
        gap: 1,
        border: 2,
        borderStyle: 'dashed',
        borderColor: 'primary.main',
        borderRadius: 2,
        bgcolor: 'primary.light',
        color: 'primary.dark',
        opacity: 0.97,
      }}
    >
      <DownloadIcon sx={{ fontSize: 48 }} aria-hidden />
      <Typography variant="h1" component="p">
        {words.open.dropNow}
      </Typography>
    </Box>
  );
}
