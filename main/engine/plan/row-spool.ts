import { type FileHandle, open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { RecordNumber } from '../fixture/record.ts';

const FLUSH_AT = 1 << 20;

/**
 * The rows that a plan would write, each a line of JSON on disk in the form that `statements.ts` describes.
 * Planning lays them down once; writing and verifying send them on as they are, without parsing them again.
 */
export class RowSpool {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #offsets: Float64Array;
  readonly #lengths: Uint32Array;
  #pending: string[] = [];
  #pendingBytes = 0;
  #size = 0;

  private constructor(file: FileHandle, filePath: string, records: number) {
    this.#file = file;
    this.#path = filePath;
    this.#offsets = new Float64Array(records);
    this.#lengths = new Uint32Array(records);
  }

  static async create(folder: string, records: number): Promise<RowSpool> {
    const filePath = path.join(
      folder,
      `rows-${process.pid}-${Date.now()}-${Math.random().toString(36).slice(2)}`,
    );
    return new RowSpool(await open(filePath, 'wx+', 0o600), filePath, records);
  }

  has(record: RecordNumber): boolean {
    return (this.#lengths[record] ?? 0) > 0;
  }

  /** Bytes of the record's row. */
  sizeOf(record: RecordNumber): number {
    return this.#lengths[record] ?? 0;
  }

  async append(record: RecordNumber, json: string): Promise<void> {
    // The comma is stored too: rows that stand one behind the other are then one slice.
    const length = Buffer.byteLength(json) + 1;
    this.#offsets[record] = this.#size + this.#pendingBytes;
    this.#lengths[record] = length;
    this.#pending.push(json);
    this.#pendingBytes += length;
    if (this.#pendingBytes >= FLUSH_AT) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#pendingBytes === 0) return;
    const bytes = Buffer.from(`${this.#pending.join(',')},`);
    this.#pending = [];
    this.#pendingBytes = 0;
    await this.#file.write(bytes, 0, bytes.length, this.#size);
    this.#size += bytes.length;
  }

  /** The rows of these records as one JSON array: the `$1` of a statement. */
  async json(records: readonly RecordNumber[]): Promise<string> {
    await this.flush();
    const rows: string[] = [];
    let run: RecordNumber[] = [];
    for (const record of records) {
      const last = run.at(-1);
      if (last !== undefined && !this.#follows(last, record)) {
        await this.#readRun(run, rows);
        run = [];
      }
      run.push(record);
    }
    await this.#readRun(run, rows);
    return `[${rows.join(',')}]`;
  }

  async close(): Promise<void> {
    await this.#file.close();
    await rm(this.#path, { force: true });
  }

  #follows(before: RecordNumber, after: RecordNumber): boolean {
    return (this.#offsets[before] ?? 0) + (this.#lengths[before] ?? 0) === this.#offsets[after];
  }

  /** Reads records that stand one behind the other in a single read. */
  async #readRun(run: readonly RecordNumber[], rows: string[]): Promise<void> {
    const first = run[0];
    if (first === undefined) return;
    const start = this.#offsets[first] ?? 0;
    const length = run.reduce((sum, record) => sum + (this.#lengths[record] ?? 0), 0);
    const bytes = Buffer.allocUnsafe(length);
    await this.#file.read(bytes, 0, length, start);
    rows.push(bytes.toString('utf8', 0, length - 1));
  }
}
