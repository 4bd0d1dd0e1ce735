import { z } from 'zod';
import type { BlobId } from '../repository/repository.ts';

/** A file of a snapshot. */
export interface StoredFileState {
  /** Bytes. */
  readonly size: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
  /** Milliseconds since 1970 in UTC. */
  readonly modified: number;
  readonly chunks: readonly BlobId[];
}

const schema = z.object({
  size: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  modified: z.number(),
  chunks: z.array(z.string().regex(/^[0-9a-f]{64}$/)).readonly(),
});

/** The text of a file's line, under the JSON of its path below the storage root. */
export function encodeFile(file: StoredFileState): string {
  return JSON.stringify(file);
}

/** Error: throws where the text is none of a file. */
export function decodeFile(text: string): StoredFileState {
  return schema.parse(JSON.parse(text));
}

/** What is compared and told of a file; one that is in no snapshot has no chunks, and in a package no time. */
export interface FileFacts extends Pick<StoredFileState, 'size' | 'sha256'> {
  /** Milliseconds since 1970 in UTC. */
  readonly modified: number | null;
}

const factsSchema = schema.omit({ chunks: true }).extend({ modified: z.number().nullable() });

/** The text of a file beside those of a snapshot. */
export function encodeFacts(facts: FileFacts): string {
  return JSON.stringify(facts);
}

/** Of either text. Error: throws where it is none of a file. */
export function fileFactsOf(text: string): FileFacts {
  return factsSchema.parse(JSON.parse(text));
}

/** By content: a file whose time alone is another one has not changed. */
export function isSameFile(a: string, b: string): boolean {
  return a === b || fileFactsOf(a).sha256 === fileFactsOf(b).sha256;
}
