import { type ContentTypeLabels, contentTypeLabels } from '../fixture/content-types.ts';
import type { RecordNumber } from '../fixture/record.ts';
import type { ReferenceSources } from '../fixture/record-references.ts';
import type { Selection } from '../plan/policy.ts';
import { candidatePage, matchCandidates } from './candidates.ts';
import type { SelectionSource, SelectOptions } from './select-records.ts';
import type { CandidatePage, CandidateQuery, SelectedRecord, SelectionTree } from './selection.ts';
import { expandRecord, selectionTree } from './selection-tree.ts';

/** Records below one node at most; more than a person reads. */
const MOST_BELOW = 1000;

/**
 * Answers a window's questions about what can be selected of one package. Needs no target. What the last query for
 * candidates matched is kept until another one comes, so that scrolling reads only what is shown.
 */
export class PackageSelection {
  readonly #source: SelectionSource;
  #contentTypes: ContentTypeLabels | null = null;
  #matched: { readonly key: string; readonly numbers: Int32Array } | null = null;

  constructor(source: SelectionSource) {
    this.#source = source;
  }

  async tree(selection: Selection, options: SelectOptions = {}): Promise<SelectionTree> {
    return selectionTree(selection, this.#source, await this.#sources(options), options);
  }

  /** What a record needs itself. */
  async expand(record: RecordNumber): Promise<readonly SelectedRecord[]> {
    if (record < 0 || record >= this.#source.spool.count)
      throw new RangeError(`there is no record ${record}`);
    return expandRecord(record, MOST_BELOW, this.#source, await this.#sources({}));
  }

  async candidates(query: CandidateQuery, options: SelectOptions = {}): Promise<CandidatePage> {
    const key = `${query.kind}\0${query.search}`;
    if (this.#matched?.key !== key)
      this.#matched = { key, numbers: await matchCandidates(query, this.#source, options) };
    return candidatePage(this.#matched.numbers, query, this.#source);
  }

  async #sources({ signal }: SelectOptions): Promise<ReferenceSources> {
    this.#contentTypes ??= await contentTypeLabels(this.#source, signal);
    const { catalogue, index } = this.#source;
    return { catalogue, index, contentTypes: this.#contentTypes };
  }
}
