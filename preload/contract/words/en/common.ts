import { counted, formatsOf } from '../formats.ts';

const f = formatsOf('en');
const { bytes, number } = f;

const records = counted(f, 'record', 'records');
const files = counted(f, 'file', 'files');
const steps = counted(f, 'step', 'steps');

/** In English, what several screens say. */
export const englishCommon = {
  common: {
    back: 'Back',
    cancel: 'Cancel',
    cancelling: 'Cancelling…',
    close: 'Close',
    copy: 'Copy',
    copied: 'Copied',
    copyDetails: 'Copy details',
    showDetails: 'Show details',
    hideDetails: 'Hide details',
    showAll: (count: number) => `Show all ${number(count)}`,
    showLess: 'Show less',
    tryAgain: 'Try again',
    remove: 'Remove from the list',
    none: 'none',
    unknown: 'not stated',
  },
  severity: { error: 'Error', warning: 'Needs a look', note: 'Note' },
  place: {
    record: (record: number) => `record ${number(record)}`,
    byte: (byte: number) => `byte ${number(byte)}`,
    field: (field: string) => `field ${field}`,
  },
  progress: {
    phases: {
      opening: 'Opening',
      reading: 'Reading',
      checking: 'Checking',
      connecting: 'Connecting',
      selecting: 'Selecting what belongs to it',
      matching: 'Matching with the target',
      comparing: 'Comparing',
      waiting: 'Waiting for others',
      'staging files': 'Copying files beside their destination',
      infrastructure: 'Writing infrastructure',
      'business data': 'Writing business data',
      relations: 'Writing relations',
      removing: 'Removing what the package does not have',
      verifying: 'Reading back and comparing',
      keeping: 'Keeping what changes, for undo',
      undoing: 'Undoing',
      committing: 'Committing',
      'placing files': 'Putting files in place',
    },
    /** How far something is, by what it counts. */
    amount: {
      bytes: (done: number, total: number) => `${bytes(done)} of ${bytes(total)}`,
      records: (done: number, total: number) => `${number(done)} of ${records(total)}`,
      files: (done: number, total: number) => `${number(done)} of ${files(total)}`,
      steps: (done: number, total: number) => `${number(done)} of ${steps(total)}`,
    },
    steps,
    rate: (rate: string) => `${rate}/s`,
    left: (time: string) => `about ${time} left`,
    elapsed: (time: string) => `${time} so far`,
    state: { waiting: 'waiting', running: 'running', done: 'done', skipped: 'not needed' },
  },
};
