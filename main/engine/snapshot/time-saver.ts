import type { z } from 'zod';
import type { BlobId, BlobStore } from '../repository/repository.ts';

/** The content of a blob that only saves time: one that cannot be read, or is of another form, is as good as none. */
export async function readTimeSaver<T>(
  blobs: Pick<BlobStore, 'read'>,
  id: BlobId,
  form: z.ZodType<T>,
): Promise<T | null> {
  const content = await blobs
    .read(id)
    .then((bytes): unknown => JSON.parse(bytes.toString('utf8')))
    .catch(() => null);
  const parsed = form.safeParse(content);
  return parsed.success ? parsed.data : null;
}
