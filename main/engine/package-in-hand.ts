import type { Catalogue } from './catalogue/catalogue.ts';
import { edmsCatalogue } from './catalogue/edms-catalogue.ts';
import type { OpenOptions } from './engine.ts';
import { RecordIndex } from './fixture/record-index.ts';
import type { RecordSpool } from './fixture/spool.ts';
import { needed } from './needed.ts';
import { type InspectedPackage, type InspectOptions, inspectPackage } from './package/inspect.ts';
import type { Inspection } from './package/inspection.ts';
import type { Package } from './package/package.ts';
import { PackageSelection } from './select/package-selection.ts';
import { comparePackages, type PackagesRequest } from './snapshot/compare-packages.ts';
import type { Comparison } from './snapshot/comparison.ts';
import type { ComparedPackage } from './snapshot/package-records.ts';

export interface OpenPackage {
  readonly source: Package;
  readonly inspection: Inspection;
  readonly files: InspectedPackage['files'];
  readonly spool: RecordSpool | null;
  readonly index: RecordIndex;
  readonly selection: PackageSelection | null;
}

/** How a package is inspected: into what, and against which catalogue. */
export type Inspect = (work: InspectOptions & { readonly catalogue: Catalogue }) => Promise<InspectedPackage>;

/** The package that is open in an engine, one at most. Without one its methods reject with `USAGE`. */
export class PackageInHand {
  readonly #folder: () => Promise<string>;
  #open: OpenPackage | null = null;

  /** `folder` is where the records of packages are kept while they are open. */
  constructor(folder: () => Promise<string>) {
    this.#folder = folder;
  }

  open(packagePath: string, options: OpenOptions): Promise<Inspection> {
    return this.take(options, (work) => inspectPackage(packagePath, work.catalogue, work));
  }

  /** Opens what `inspect` finds, in place of the one before. */
  async take(options: OpenOptions, inspect: Inspect): Promise<Inspection> {
    await this.close();
    const catalogue = edmsCatalogue();
    const index = new RecordIndex(catalogue);
    const inspected = await inspect({ ...options, catalogue, spoolFolder: await this.#folder(), index });
    const { spool } = inspected;
    const selection = spool && new PackageSelection({ catalogue, spool, index });
    this.#open = { ...inspected, index, selection };
    return inspected.inspection;
  }

  /** What differs between another package, as the earlier state, and the one in hand. */
  async compareWith(earlier: string, request: PackagesRequest, options: OpenOptions): Promise<Comparison> {
    const now = this.compared();
    const catalogue = edmsCatalogue();
    const index = new RecordIndex(catalogue);
    const work = { ...options, spoolFolder: await this.#folder(), index };
    const other = await inspectPackage(earlier, catalogue, work);
    try {
      return await comparePackages(comparedOf({ ...other, index }), now, request, options);
    } finally {
      await other.spool?.close();
      await other.source.close();
    }
  }

  opened(): OpenPackage {
    return needed(this.#open, 'a package');
  }

  compared(): ComparedPackage {
    return comparedOf(this.opened());
  }

  selection(): PackageSelection {
    return needed(this.opened().selection, 'a package with records');
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    await open?.spool?.close();
    await open?.source.close();
  }
}

function comparedOf({ spool, index, files, inspection }: Omit<OpenPackage, 'selection'>): ComparedPackage {
  return { spool, index, files, hasFiles: inspection.files.count > 0, failure: inspection.failure };
}
