import { z } from 'zod';
import { problemSchema } from './package.ts';
import { selectionSchema } from './plan.ts';
import {
  candidatePageSchema,
  candidateQuerySchema,
  selectedRecordsSchema,
  selectionTreeSchema,
} from './selection.ts';

/** Exporting the open target: what is asked before, what is to be written and what came of it. */

const count = z.number().int().nonnegative();
const jobSchema = z.string().regex(/^job-\d{1,9}$/);
const storageIdSchema = z.string().regex(/^storage-[0-9a-f]{16}$/);
const configurationIdSchema = z.string().regex(/^configuration-[0-9a-f]{16}$/);
const placeIdSchema = z.string().regex(/^export-[0-9a-f]{16}$/);
const nothing = z.null();

export const exportFormatSchema = z.enum(['package', 'fixture', 'ndjson', 'csv', 'sqlite', 'pgdump']);
const keysSchema = z.enum(['natural', 'primary']);

/** What the name of each format's file may end with; the first is what is proposed. */
export const EXPORT_ENDINGS = {
  package: ['.tar.gz', '.zip'],
  fixture: ['.json', '.json.gz'],
  ndjson: ['.ndjson', '.ndjson.gz'],
  csv: ['.csv.zip'],
  sqlite: ['.sqlite'],
  pgdump: ['.dump'],
} as const satisfies { readonly [format in z.infer<typeof exportFormatSchema>]: readonly string[] };

export const exportEndingSchema = z.enum([
  '.tar.gz',
  '.zip',
  '.json',
  '.json.gz',
  '.ndjson',
  '.ndjson.gz',
  '.csv.zip',
  '.sqlite',
  '.dump',
]);

const limitSchema = z.strictObject({ id: z.string(), text: z.string() });

/** What an export came to, as the engine's process tells it. */
export const exportReportSchema = z.strictObject({
  path: z.string(),
  format: exportFormatSchema,
  keys: keysSchema,
  canonical: z.boolean(),
  target: z.string(),
  records: count,
  byModel: z.record(z.string(), count),
  files: count,
  encryption: z.enum(['none', 'recipients', 'passphrase']),
  signature: z.strictObject({ path: z.string(), fingerprint: z.string() }).nullable(),
  bytes: count,
  sha256: z.string(),
  durationMs: z.number().nonnegative(),
  problems: z.array(problemSchema),
  limits: z.array(limitSchema),
});

/** How much there is to be read of an EDMS. */
export const sourceSizeSchema = z.strictObject({
  rows: count,
  isRough: z.boolean(),
  tableBytes: count,
  files: count,
  denseBytes: count,
  looseBytes: count,
  largestFile: count,
});

/** What is exported, of whatever format; what a format has no place for is left away before it is asked. */
const chosenShape = {
  keys: keysSchema,
  canonical: z.boolean(),
  /** Null for everything. */
  selection: selectionSchema.nullable(),
  /** The files of the storage without the records. */
  filesOnly: z.boolean(),
  storage: storageIdSchema.nullable(),
  configuration: configurationIdSchema.nullable(),
  includeSecrets: z.boolean(),
};

export const exportFormatsSchema = z.array(
  z.strictObject({
    format: exportFormatSchema,
    /** What an export like this does not carry. */
    limits: z.array(limitSchema),
    /** By ending: the room that it takes, at the very least and probably; empty before anything was measured. */
    room: z.partialRecord(exportEndingSchema, z.strictObject({ surely: count, likely: count })),
  }),
);

/** A file that the person has named for the export. */
export const exportPlaceSchema = z.strictObject({ id: placeIdSchema, name: z.string(), folder: z.string() });

/** What came of it, as the window shows it: by names, without paths. */
export const madeExportSchema = z.strictObject({
  ...exportReportSchema.omit({ path: true, signature: true }).shape,
  name: z.string(),
  folder: z.string(),
  signature: z.strictObject({ name: z.string(), fingerprint: z.string() }).nullable(),
});

const protectionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  // As long as a line at most: nothing larger is a passphrase.
  z.strictObject({ kind: z.literal('passphrase'), passphrase: z.string().min(1).max(4096) }),
  z.strictObject({
    kind: z.literal('recipients'),
    recipients: z.array(z.string().min(1).max(4096)).min(1).max(100),
  }),
]);

export const EXPORT_REQUESTS = {
  /** Looks how much there is, and how much room is where an export is proposed to go. Reads no record. */
  'export:measure': {
    input: z.strictObject({ job: jobSchema, storage: storageIdSchema.nullable() }),
    output: z.strictObject({
      size: sourceSizeSchema,
      folder: z.string(),
      freeBytes: z.number().nullable(),
      /** Fingerprint of the console's own key; null before it has one. */
      signer: z.string().nullable(),
    }),
  },
  /** Every format with what it lacks and what room it takes, as things were measured last. */
  'export:formats': { input: z.strictObject(chosenShape), output: exportFormatsSchema },
  /** Lets the person name the file. Null when they name none. */
  'export:place': {
    input: z.strictObject({ format: exportFormatSchema, ending: exportEndingSchema, encrypted: z.boolean() }),
    output: exportPlaceSchema.nullable(),
  },
  /** Lets the person choose the project folder of the EDMS. */
  'export:configuration': {
    input: nothing,
    output: z.strictObject({ id: configurationIdSchema, name: z.string() }).nullable(),
  },
  /** Writes the export. The passphrase is kept nowhere. */
  'export:start': {
    input: z.strictObject({
      job: jobSchema,
      place: placeIdSchema,
      format: exportFormatSchema,
      ...chosenShape,
      protection: protectionSchema,
      sign: z.boolean(),
    }),
    output: madeExportSchema,
  },
  /** Shows the last export in the system's file manager. */
  'export:show': { input: nothing, output: nothing },
  /** The last export as a package that can be opened. */
  'export:open': {
    input: nothing,
    output: z.strictObject({
      id: z.string().regex(/^package-[0-9a-f]{16}$/),
      name: z.string(),
      folder: z.string(),
    }),
  },
  /** Reads the records of the target, so that some can be chosen; the three below are about what was read last. */
  'export:records': {
    input: z.strictObject({ job: jobSchema, keys: keysSchema }),
    output: z.strictObject({ records: count }),
  },
  'export:tree': {
    input: z.strictObject({ job: jobSchema, selection: selectionSchema }),
    output: selectionTreeSchema,
  },
  'export:expand': { input: z.strictObject({ record: count }), output: selectedRecordsSchema },
  'export:candidates': {
    input: z.strictObject({ job: jobSchema, query: candidateQuerySchema }),
    output: candidatePageSchema,
  },
} as const;
