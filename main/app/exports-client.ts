import { z } from 'zod';
import { sourceSizeSchema } from '../../preload/contract/export.ts';
import {
  candidatePageSchema,
  selectedRecordsSchema,
  selectionTreeSchema,
} from '../../preload/contract/selection.ts';
import type { WorkOptions } from '../engine/engine.ts';
import type { ExportKeys } from '../engine/export/export-report.ts';
import type { ExportWork } from '../engine/export/export-work.ts';
import type { SourceSize } from '../engine/export/measure-source.ts';
import type { Selection } from '../engine/plan/policy.ts';
import type {
  CandidatePage,
  CandidateQuery,
  SelectedRecord,
  SelectionTree,
} from '../engine/select/selection.ts';
import type { Call } from './snapshots-client.ts';

/** What the engine is asked before an export, as the main process sees it. */
export class ExportsClient implements ExportWork {
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  measure(storageRoot: string | null, repository: string | null, options?: WorkOptions): Promise<SourceSize> {
    return this.#call({ method: 'exports.measure', storageRoot, repository }, sourceSizeSchema, options);
  }

  readRecords(keys: ExportKeys, options?: WorkOptions): Promise<number> {
    return this.#call({ method: 'exports.readRecords', keys }, z.number().int().nonnegative(), options);
  }

  tree(selection: Selection, options?: WorkOptions): Promise<SelectionTree> {
    return this.#call({ method: 'exports.tree', selection }, selectionTreeSchema, options);
  }

  expand(record: number): Promise<readonly SelectedRecord[]> {
    return this.#call({ method: 'exports.expand', record }, selectedRecordsSchema);
  }

  candidates(query: CandidateQuery, options?: WorkOptions): Promise<CandidatePage> {
    return this.#call({ method: 'exports.candidates', query }, candidatePageSchema, options);
  }
}
