import { type FileHandle, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { RunCipher } from '../encryption/run-cipher.ts';
import type { RecordNumber } from '../fixture/record.ts';

const BUFFER_BYTES = 1 << 20;

/**
 * The rows that a plan would write, each a line of JSON on disk in the form that `statements.ts` describes.
 * Planning lays them down once; writing and verifying send them on as they are, without parsing them again.
 */
export class RowSpool {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #offsets: Float64Array;
  readonly #lengths: Uint32Array;
  readonly #cipher: RunCipher | null;
  #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #used = 0;
  #size = 0;

  private constructor(file: FileHandle, filePath: string, records: number, cipher: RunCipher | null) {
    this.#file = file;
    this.#path = filePath;
    this.#cipher = cipher;
    this.#offsets = new Float64Array(records);
    this.#lengths = new Uint32Array(records);
  }

  /** A secret one is encrypted where it lies. */
  static async create(folder: string, records: number, secret = false): Promise<RowSpool> {
    const filePath = path.join(
      folder,
      `rows-${process.pid}-${Date.now()}-${Math.random().toString(36).slice(2)}`,
    );
    const file = await open(filePath, 'wx+', 0o600);
    return new RowSpool(file, filePath, records, secret ? new RunCipher() : null);
  }

  has(record: RecordNumber): boolean {
    return (this.#lengths[record] ?? 0) > 0;
  }

  /** Bytes of the record's row. */
  sizeOf(record: RecordNumber): number {
    return this.#lengths[record] ?? 0;
  }

  async append(record: RecordNumber, json: string): Promise<void> {
    // UTF-8 needs at most three bytes for a UTF-16 unit; the comma is stored too: rows that stand one behind the
    // other are then one slice.
    const most = json.length * 3 + 1;
    if (this.#used + most > this.#buffer.length) await this.flush();
    if (most > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(most);
    const start = this.#used;
    this.#used += this.#buffer.write(json, start);
    this.#used += this.#buffer.write(',', this.#used);
    this.#offsets[record] = this.#size + start;
    this.#lengths[record] = this.#used - start;
  }

  async flush(): Promise<void> {
    if (this.#used === 0) return;
    const used = this.#buffer.subarray(0, this.#used);
    const placed = this.#cipher?.apply(used, this.#size) ?? used;
    // A disk that fills up takes a part first, and refuses with the next write.
    for (let at = 0; at < this.#used; ) {
      at += (await this.#file.write(placed, at, this.#used - at, this.#size + at)).bytesWritten;
    }
    this.#size += this.#used;
    this.#used = 0;
    if (this.#buffer.length > BUFFER_BYTES) this.#buffer = Buffer.allocUnsafe(BUFFER_BYTES);
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
    const plain = this.#cipher?.apply(bytes, start) ?? bytes;
    rows.push(plain.toString('utf8', 0, length - 1));
  }
}
