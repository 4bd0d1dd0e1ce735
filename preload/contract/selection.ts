import { z } from 'zod';
import { problemSchema } from './package.ts';

/** What can be selected of a package, as it crosses to the window. */

const count = z.number().int().nonnegative();

const selectedRecordShape = {
  record: count,
  model: z.string(),
  name: z.string(),
  fields: z.array(z.string()),
  because: z.string(),
  needs: count,
};

export const selectedRecordsSchema = z.array(z.strictObject(selectedRecordShape)).max(1000);

export const selectionTreeSchema = z.strictObject({
  records: count,
  total: count,
  byModel: z.array(
    z.strictObject({ model: z.string(), step: z.enum(['infrastructure', 'business']), count }),
  ),
  files: count,
  roots: count,
  nodes: z
    .array(z.strictObject({ ...selectedRecordShape, parent: count.nullable(), unfolded: z.boolean() }))
    .max(2000),
  problems: z.array(problemSchema),
});

export const candidateQuerySchema = z.strictObject({
  kind: z.enum(['documents', 'users', 'workflows']),
  search: z.string().max(500),
  offset: count,
  limit: count.max(500),
});

export const candidatePageSchema = z.strictObject({
  total: count,
  rows: z
    .array(
      z.strictObject({
        record: count,
        model: z.string(),
        name: z.string(),
        title: z.string(),
        root: z.string().nullable(),
      }),
    )
    .max(500),
});
