import { type Deflated, deflateBody } from './deflate-body.ts';
import type { ByteSink } from './output-file.ts';
import type { ScratchFile } from './scratch-file.ts';

/** A file of the scratch folder whose content is deflated already, ready to stand in an archive. */
export interface Packed extends Deflated {
  /** Where its body lies: see `deflateBody`. */
  readonly body: string;
  readonly bodyBytes: number;
}

/** Deflates what is written to it into a scratch file. */
export interface PackedFile extends ByteSink {
  end(): Promise<Packed>;
  close(): Promise<void>;
}

export function packedFile(file: ScratchFile): PackedFile {
  const deflating = deflateBody(file);
  return {
    write: (bytes) => deflating.write(bytes),
    end: async () => {
      const deflated = await deflating.end();
      await file.end();
      return { ...deflated, body: file.path, bodyBytes: file.bytes };
    },
    close: async () => {
      deflating.destroy();
      await file.close();
    },
  };
}
