import { counted, formatsOf } from '../formats.ts';

const f = formatsOf('en');
const { number } = f;

const records = counted(f, 'record', 'records');
const files = counted(f, 'file', 'files');

/** In English, what is said before a restore. */
export const englishPlan = {
  preview: {
    planning: 'Working out what would happen to every record',
    planningHint: 'The target is only read.',
    updating: 'Working it out again with your decision…',
    total: (count: number) => records(count),
    sentence: {
      create: (n: number) => `${number(n)} will be created`,
      update: (n: number) => `${number(n)} will be changed`,
      unchanged: (n: number) => `${number(n)} ${n === 1 ? 'is' : 'are'} there already`,
      skip: (n: number) => `${number(n)} will be skipped`,
      conflict: (n: number) => (n === 1 ? '1 needs your decision' : `${number(n)} need your decision`),
      impossible: (n: number) => `${number(n)} cannot be restored`,
    },
    outcome: {
      create: 'create',
      update: 'change',
      unchanged: 'unchanged',
      skip: 'skip',
      conflict: 'decide',
      impossible: 'impossible',
    },
    distribution: 'What would happen to the records',
    files: {
      none: 'No document files are in this package.',
      noRoot: (n: number) => `${files(n)} will not be restored: no folder was chosen.`,
      copy: (n: number, size: string) => `${files(n)} (${size}) will be copied`,
      into: (folder: string) => `into ${folder}`,
      unchanged: (n: number) => `${files(n)} there already`,
      conflict: (n: number) => `${files(n)} unlike the file that is there`,
      missing: (n: number) => `${files(n)} missing in the package`,
    },
    needsYou: (count: number) => `Needs you (${number(count)})`,
    decided: 'Decided',
    nothingNeedsYou: 'Nothing needs your decision.',
    classes: {
      'uuid-other-key': 'Same uuid, other natural key',
      'key-other-uuid': 'Same natural key, other uuid',
      'unique-taken': 'Unique value belongs to another row',
      'protected-differs': 'Protected infrastructure differs',
      'file-differs': 'Another file is at the destination',
    },
    classHint: {
      'uuid-other-key': 'The target has a row with this uuid under another name.',
      'key-other-uuid': 'The target has this under a uuid of its own, as after a new installation.',
      'unique-taken': 'A value that may exist once is used by another row of the target.',
      'protected-differs': 'Users, roles, types and states of the target differ from the package’s.',
      'file-differs': 'A file with other content stands where this one would go.',
    },
    decision: {
      keep: 'Keep the target’s',
      take: 'Take the package’s',
      beside: 'Restore beside it',
      skip: 'Skip',
    },
    decisionHint: {
      keep: 'The target’s row stays; references of the package point at it.',
      take: 'The row becomes as the package says.',
      beside: 'Restored as a new row under a new uuid; references of the package follow it.',
      skip: 'Left out; what needs it becomes impossible.',
    },
    decideFor: (what: string) => `Decision for ${what}`,
    useClass: 'As for its class',
    confirmSafe: 'Use the safe decision',
    byModel: 'By model',
    showThese: 'Show them',
    undecided: (n: number) => `${number(n)} undecided`,
    changed: 'Records that differ from their row',
    changedTake: 'Take the package’s values',
    changedKeep: 'Keep the target’s values',
    missingUsers: (count: number) =>
      count === 1
        ? '1 user is referred to but nowhere there'
        : `${number(count)} users are referred to but nowhere there`,
    missingUsersImpossible: 'Leave out what needs them',
    missingUsersCreate: 'Create them: inactive, without a usable password',
    search: 'Search in records',
    filterModel: 'Model',
    allModels: 'All models',
    clearFilters: 'Clear filters',
    shown: (count: number, total: number) =>
      count === total ? records(total) : `${number(count)} of ${records(total)}`,
    noRecords: 'The package has no records.',
    nothingFound: 'No record matches.',
    searching: 'Searching…',
    table: 'Records of the plan',
    columns: { record: 'No.', model: 'Model', name: 'Record', outcome: 'Outcome', reason: 'Reason' },
    sortBy: (column: string) => `Sort by ${column}`,
    detail: 'Record',
    detailFields: { field: 'Field', target: 'Target', package: 'Package' },
    onlyDifferences: 'Only differences',
    noDifferences: 'No field differs.',
    noValue: 'empty',
    secret: 'not shown',
    targetKey: 'Row in the target',
    newKey: 'gets a new key',
    byteOffset: 'Byte in the fixture',
    closeDetail: 'Close the record',
    findings: 'Findings of the plan',
    restore: (count: number, fileCount: number) =>
      fileCount > 0
        ? count > 0
          ? `Restore ${records(count)} and ${files(fileCount)}`
          : `Restore ${files(fileCount)}`
        : `Restore ${records(count)}`,
    verify: (count: number, fileCount: number) =>
      count === 0 && fileCount > 0 ? `Verify ${files(fileCount)}` : `Verify ${records(count)}`,
  },
  confirm: {
    title: (target: string) => `Restore into ${target}?`,
    create: (n: number) => `${records(n)} will be created`,
    update: (n: number) => `${records(n)} of the target will be changed`,
    files: (n: number) => `${files(n)} will be copied`,
    leftOut: (n: number) => `${records(n)} will be left out`,
    safe: (n: number) => `${number(n)} undecided: the safe decision is used`,
    promise: 'It happens in one transaction: all of it, or nothing. You can cancel until it is committed.',
    nothing: 'Nothing will be written; what is there is compared with the package.',
  },
  preflight: {
    running: 'Looking at everything that could forbid it…',
    allWell: (checks: number) =>
      `${number(checks)} checks before the first write: nothing stands in the way.`,
    well: (checks: number) => `${number(checks)} other checks are well.`,
    stop: 'Forbids the restore',
    warn: 'Needs a look',
    confirm: (id: string) => `Go on all the same (${id})`,
  },
};
