import { counted, formatsOf } from '../formats.ts';

const f = formatsOf('en');
const { number } = f;
const records = counted(f, 'record', 'records');
const rows = counted(f, 'row', 'rows');
const files = counted(f, 'file', 'files');

/** What is said of modes, selections, versions, removals and saved policies. */
export const modesInEnglish = {
  modes: {
    title: 'What should be restored?',
    label: 'Mode',
    panel: (name: string) => `Mode: ${name}`,
    names: {
      complete: 'Everything',
      merge: 'Merge',
      reinit: 'After a new installation',
      mirror: 'Mirror',
      selected: 'Selected records',
      files: 'Files only',
      database: 'Records only',
    },
    does: {
      complete: 'Everything, into a system in which nobody has worked yet; refused where people have.',
      merge:
        'Adds what is missing and takes changed business records; what is in conflict stays as it is until you decide.',
      reinit:
        'Merges into a system that was set up anew: infrastructure is recognised by its name, and the target’s is kept.',
      mirror:
        'Makes the target as the package is; what the target has beyond is listed, and removed only if you say so in the preview.',
      selected:
        'Only the records that you choose, with all that they depend on and the files that they name.',
      files: 'Only the document files; the database stays as it is.',
      database: 'Only the records; document files stay as they are.',
    },
    notSelected: (n: number) => `${records(n)} of the package are left out by the mode.`,
    filesCopied: (n: number) => `${files(n)} will be copied`,
    filesNotSelected: (n: number) => `${files(n)} left out by the mode`,
    changeSelection: 'Change the selection',
  },
  selection: {
    title: 'Which records should be restored?',
    next: 'Choose the records',
    lead: 'Choose records on the left; what they bring along stands on the right, with the reason.',
    kind: 'Choose from',
    kinds: { documents: 'Documents', users: 'Users', workflows: 'Workflows' },
    find: 'Find',
    candidates: 'Records to choose from',
    found: (n: number) => records(n),
    nothingFound: 'No record matches.',
    noKey: 'cannot be named: it repeats another record',
    others: 'And all records that…',
    span: 'Business records created',
    from: 'from',
    to: 'to',
    search: 'hold this text',
    searchHint: 'In any field, letter case aside.',
    chosen: (n: number) => `Chosen (${number(n)})`,
    drop: (name: string) => `Leave out ${name}`,
    clear: 'Choose nothing',
    brought: 'What is restored',
    nothing: 'Nothing is chosen yet.',
    selecting: 'Finding out what they bring along…',
    counts: (n: number, total: number, fileCount: number) =>
      `${number(n)} of ${records(total)}, ${files(fileCount)}`,
    byModel: 'By model',
    tree: 'What is restored, and why',
    treeShort: (shown: number, all: number) =>
      `The first ${number(shown)} of ${number(all)} chosen records are shown; all are restored.`,
    findings: 'Findings of the selection',
    preview: (n: number) => `Preview ${records(n)}`,
  },
  versions: {
    title: (n: number) => `Package and target are of different versions (${number(n)})`,
    /** Where only empty texts stand in place of nulls: the versions may be the same. */
    emptied: (n: number) => `The target takes no null in ${n === 1 ? '1 column' : `${number(n)} columns`}`,
    missing: (n: number) =>
      n === 1 ? '1 value must be entered before' : `${number(n)} values must be entered before`,
    column: 'Column',
    records: 'Records',
    value: 'Value',
    where: 'Where',
    what: 'What happens',
    fills: 'Columns that the package does not have',
    others: 'What else differs',
    fillFor: (column: string) => `Value for ${column}`,
    use: 'Use this value',
    useFor: (column: string) => `Use this value for ${column}`,
    back: 'Back to the proposal',
    backFor: (column: string) => `Back to the proposal for ${column}`,
    choose: 'choose…',
    needed: 'Without a value these records cannot be restored.',
    source: {
      person: 'entered by you',
      version: 'what the EDMS’s newer version takes',
      database: 'the database’s own default',
      map: 'the EDMS’s own default',
      type: 'the empty value of its type',
    },
    kinds: {
      filled: 'get a value that the package does not have',
      'value-missing': 'lack a value and cannot be restored without one',
      emptied: 'get the empty text in place of no value',
      'column-dropped': 'have a value for which the target has no column: it goes to the side file',
      'table-dropped': 'are of a kind for which the target has no table: they go to the side file',
      'model-dropped': 'name a kind that the target does not have: they go to the side file',
      'value-kept-aside': 'refer to what has no place in the target: the reference goes to the side file',
    },
    sideFile: 'What has no place in the target is not lost: the restore writes it to a side file.',
  },
  beyond: {
    title: (n: number) => `The target has ${rows(n)} beyond the package`,
    none: 'none is removed',
    removed: (n: number) => (n === 1 ? '1 is removed' : `${number(n)} are removed`),
    remove: 'Remove what the target has beyond the package',
    removeHint:
      'Only business records that nothing refers to which stays. Infrastructure, audit entries and keys are always kept. Undo brings removed rows back.',
    model: 'Model',
    rows: 'Beyond',
    removes: 'Removed',
    keeps: 'Kept',
    removeModel: (model: string) => `Remove rows of ${model}`,
    never: 'always kept',
    noneInPackage: 'The package has none of these: its export may have left them out.',
    examples: 'Show rows',
    examplesOf: (model: string) => `Show rows of ${model}`,
    first: (shown: number, all: number) => `The first ${number(shown)} of ${number(all)}.`,
    isRemoved: 'is removed',
    action: (restore: string, n: number) => `${restore} and remove ${rows(n)}`,
    only: (n: number) => `Remove ${rows(n)}`,
    confirm: (n: number) => `${rows(n)} of the target will be removed`,
    report: 'removed',
  },
  policies: {
    saved: 'Saved policy',
    noneChosen: 'none chosen',
    name: 'Save as',
    nameHint: 'Keeps mode, selection, decisions and values; not the decisions for single records.',
    save: 'Save',
    remove: 'Remove this policy',
    inUse: (name: string) => `Saved as “${name}”`,
    damaged: (names: string) => `Saved policies could not be read and were put aside: ${names}`,
  },
};
