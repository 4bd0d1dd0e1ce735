import { cancelledError, EngineError, toPlainError } from '../errors.ts';
import { fingerprintOf, publicKeyOf } from '../signature/ed25519.ts';
import { signaturePath } from '../signature/signature-state.ts';
import type { ExportReport, ExportRequest } from './export-report.ts';
import { OutputFile } from './output-file.ts';

/** What whoever writes the file tells of it; the rest is told by the file itself. */
export type Made = Omit<ExportReport, 'bytes' | 'sha256' | 'durationMs' | 'encryption' | 'signature'>;

/**
 * Makes the file of a request as a whole or not at all. `consequence` is what a person who cancels is told. Errors:
 * `USAGE` (the file is there already), `STORAGE_…`, `CANCELLED`, and those of `write`.
 */
export async function intoFile(
  request: ExportRequest & { readonly signal?: AbortSignal | undefined },
  startedAtMs: number,
  consequence: string,
  write: (output: OutputFile) => Promise<Made>,
): Promise<ExportReport> {
  const output = await OutputFile.create(request.path, request.signal, request);
  try {
    const made = await write(output);
    const sha256 = await output.finish();
    return {
      ...made,
      ...protectionOf(request),
      bytes: output.size,
      sha256,
      durationMs: Date.now() - startedAtMs,
    };
  } catch (error) {
    await output.discard();
    // A stream that is torn down on the way rejects with an error of its own.
    if (request.signal?.aborted) throw cancelledError(consequence);
    if (error instanceof EngineError) throw error;
    throw new EngineError(toPlainError(error), error);
  }
}

/** What a report says of how the file is protected. */
function protectionOf({
  path,
  encryptFor,
  signWith,
}: ExportRequest): Pick<ExportReport, 'encryption' | 'signature'> {
  const encryption =
    encryptFor === undefined ? 'none' : 'passphrase' in encryptFor ? 'passphrase' : 'recipients';
  const signature =
    signWith === undefined
      ? null
      : { path: signaturePath(path), fingerprint: fingerprintOf(publicKeyOf(signWith)) };
  return { encryption, signature };
}
