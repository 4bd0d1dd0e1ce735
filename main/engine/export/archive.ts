import type { Packed } from './packed-file.ts';

/** Something that the files of a package are put into, one after the other. */
export interface Archive {
  add(name: string, content: Buffer, mtimeMs: number): Promise<void>;
  /** Adds a file of `size` bytes from the disk, as a stream. */
  addFile(name: string, file: string, size: number, mtimeMs: number): Promise<void>;
  /** Adds what was deflated before it could be put in its place. */
  addPacked(name: string, packed: Packed, mtimeMs: number): Promise<void>;
  end(): Promise<void>;
  /** Lets go of an archive that will not be ended. */
  destroy(): void;
}

/** Bytes that are in flight between a file and an archive. */
export const PIECE = 256 * 1024;
