import { counted, formatsOf } from '../formats.ts';

const f = formatsOf('en');
const { number } = f;

const records = counted(f, 'record', 'records');
const files = counted(f, 'file', 'files');
const snapshots = counted(f, 'snapshot', 'snapshots');
const days = counted(f, 'day', 'days');
const packs = counted(f, 'pack', 'packs');
const damages = counted(f, 'thing is', 'things are');
const things = counted(f, 'thing', 'things');
const locks = counted(f, 'lock', 'locks');

const recordsAndFiles = (recordCount: number, fileCount: number) =>
  fileCount > 0 ? `${records(recordCount)} and ${files(fileCount)}` : records(recordCount);

/** What the place for snapshots and their repositories says in English. */
export const englishSnapshots = {
  repositories: {
    title: 'Snapshots',
    lead: 'A snapshot is the whole EDMS at one moment: all records, and its files. A repository is the folder that holds snapshots: on this computer, a network share or a USB disk. What did not change is kept in it once.',
    first:
      'First step: choose the folder. An empty one becomes a new repository; one that is a repository already is opened.',
    steps: [
      'Create a repository, or open one.',
      'Take a snapshot of an EDMS. The EDMS is only read.',
      'It is tested at once: restored into a database that is thrown away, and compared to the last field.',
    ],
    choose: 'Choose a folder…',
    another: 'Another repository…',
    repository: 'Repository',
    forget: 'Remove from the list…',
    forgetTitle: (name: string) => `Remove ${name} from the list?`,
    forgetHint:
      'The folder and its snapshots stay as they are. A passphrase that is kept for it is deleted; to open it again you need the passphrase or the recovery key.',
    forgetYes: 'Remove',
    secretStays:
      'The keychain did not delete its passphrase. Delete it there: EDMS Backup Console, under the id of the repository.',
    new: 'New repository',
    open: 'Open this repository',
    folder: 'Folder',
    name: 'Name',
    nameHint: 'How you know it in this console.',
    encrypt: 'Encrypt it with a passphrase',
    encryptHint:
      'Without the passphrase or the recovery key nobody can read it, not even you. Without encryption, anybody who can read the folder can read all records, documents and password hashes of the EDMS.',
    passphrase: 'Passphrase',
    repeat: 'Passphrase, once more',
    notTheSame: 'The two passphrases are not the same.',
    tooShort: 'Use at least 8 characters.',
    remember: 'Keep the passphrase in the system’s keychain',
    rememberHint: 'So that this console, and snapshots on a schedule, open it without asking.',
    noKeyring: (because: string) =>
      `${because} The passphrase is kept in memory until the console is closed.`,
    create: 'Create the repository',
    creating: 'Creating…',
    key: {
      title: 'The recovery key',
      lead: (name: string) =>
        `${name} is created and encrypted. This key opens it when the passphrase is lost. It is shown this once and kept nowhere.`,
      hint: 'Write it down or print it, and keep it apart from this computer and from the repository. Who has it can read everything in the repository.',
      copy: 'Copy the key',
      written: 'I have written it down',
      go: 'Go on',
      goHint: 'Once you go on, the key cannot be shown again.',
    },
    kept: {
      keychain: 'The passphrase is in the system’s keychain.',
      'this run': 'The passphrase is kept until the console is closed.',
      none: 'It is not encrypted.',
    },
    locked: {
      title: (name: string) => `${name} is encrypted`,
      lead: 'Its passphrase is not known here. Enter it, or the recovery key.',
      field: 'Passphrase or recovery key',
      open: 'Open the repository',
      opening: 'Opening…',
    },
    encrypted: 'encrypted',
    plain: 'not encrypted',
    reload: 'Read again',
  },
  snapshots: {
    tabs: { list: 'Snapshots', new: 'New snapshot', upkeep: 'Maintenance' },
    tabsLabel: 'What to do with the repository',
    reading: 'Reading the repository…',
    count: snapshots,
    empty: 'There is no snapshot in this repository yet.',
    noneReadable: 'No snapshot of this repository can be read.',
    newOne: 'New snapshot…',
    kinds: { full: 'full', incremental: 'incremental', differential: 'differential' },
    columns: { proof: 'Proof', taken: 'Taken', holds: 'Holds', added: 'Added' },
    differ: (count: number) => `${number(count)} differ`,
    proof: { restored: 'tested', verified: 'verified', none: 'not tested' },
    chip: (time: string) => `Snapshot of ${time}`,
    unreadable: (count: number) => `${snapshots(count)} cannot be read`,
    unreadableHint:
      'What they hold cannot be seen or restored as long as that is so. Other snapshots are not affected by it. Maintenance says what is damaged, and what can be done.',
    toUpkeep: 'Go to maintenance',
    calendar: 'Days',
    calendarText: (count: number, of: number, tested: number) =>
      `Snapshots on ${number(count)} of the last ${days(of)}; a tested one on ${number(tested)} of them.`,
    calendarDay: (date: string, count: number, tested: number) =>
      `${date}: ${snapshots(count)}, ${number(tested)} tested`,
    legend: { none: 'none', taken: 'taken', tested: 'tested' },
    growth: 'Growth and changes',
    growthSum: 'Bytes added, in all',
    growthChanges: 'Records and files that differ from the snapshot before',
    growthChart: (what: string, total: string, most: string) => `${what}: ${total} at last, at most ${most}.`,
    changesChart: (what: string, total: string, most: string) => `${what}: ${total} in all, at most ${most}.`,
    growthHint: (count: number) =>
      `One bar a snapshot, the oldest at the left${count === 1 ? '' : `; the last ${number(count)}`}.`,
    noChanges: 'full',
    column: {
      day: 'Day',
      taken: 'Taken',
      snapshots: 'Snapshots',
      tested: 'Tested',
      bytes: 'Bytes added',
      sum: 'In all',
      added: 'Added',
      changed: 'Changed',
      removed: 'Removed',
      model: 'Model',
      records: 'Records',
    },
    signature: {
      unsigned: 'not signed',
      signed: 'signed',
      unknown: 'signed by an unknown key',
      broken: 'signature broken',
      removed: 'signature removed',
    },
    details: {
      signatureIs: {
        unsigned: 'Not signed: nothing tells who made it.',
        signed: 'Signed by a known key, and not changed since.',
        unknown: 'Signed by a key that nobody here has trusted. Ask who made it for the fingerprint.',
        broken:
          'The signature is broken: it or the snapshot was changed afterwards. Do not restore it before you know why.',
        removed: 'It was signed, and its signature is gone: nothing tells whether it was changed.',
      },
      about: 'About this snapshot',
      id: 'Snapshot',
      kind: 'Kind',
      kindOf: {
        full: 'full: everything was read',
        incremental: (parent: string) => `incremental: compared with ${parent}`,
        differential: (parent: string) => `differential: compared with the last full one, ${parent}`,
      },
      source: 'EDMS',
      by: 'Taken by',
      took: 'Took',
      records: 'Records',
      files: 'Files',
      added: 'Added to the repository',
      tags: 'Tags',
      schedule: 'Schedule',
      showParent: 'Show the one it was compared with',
      own: 'It can be restored by itself, whatever becomes of the others.',
      seals: 'Proof',
      noSeal: 'Not tested: nobody has shown yet that it can be restored.',
      seal: {
        restored: (time: string, recordCount: number, fileCount: number) =>
          `Restored and compared on ${time}: ${recordsAndFiles(recordCount, fileCount)}.`,
        verified: (time: string, recordCount: number, fileCount: number) =>
          `Read back on ${time}: ${recordsAndFiles(recordCount, fileCount)}.`,
      },
      sealBy: (user: string, host: string) => `by ${user} on ${host}`,
      findings: (count: number) => (count === 1 ? '1 finding' : `${number(count)} findings`),
      changes: 'Changes since the one before',
      noChanges: 'Nothing differs from the one before.',
      models: 'Records by model',
      fileChanges: 'files',
    },
    actions: {
      test: 'Restore test',
      open: 'Open as package',
      verify: 'Read back',
      forget: 'Forget…',
      hints: {
        test: 'Restore test: restores it into a database that is thrown away and compares everything. No EDMS is touched.',
        open: 'Open as package: then it can be inspected, previewed and restored like any package.',
        verify: 'Read back: reads and checks every byte of it, without restoring.',
      },
    },
    forget: {
      title: (time: string) => `Forget the snapshot of ${time}?`,
      hint: 'It can no longer be restored. Every other snapshot stays whole. The space is freed by the next prune.',
      unproven: 'It was never tested.',
      yes: 'Forget it',
    },
    working: {
      take: 'Taking a snapshot',
      test: 'Restoring it into a database that is thrown away, and comparing',
      verify: 'Reading the snapshot back',
      check: 'Checking the repository',
      prune: 'Pruning the repository',
      repair: 'Repairing the repository',
    },
    takeHint:
      'The EDMS is only read, as it is at one moment; people go on working in it. Cancelling leaves no snapshot; once the test has begun, the snapshot stays and is not proven.',
    workHint: 'No EDMS is touched by this.',
    proofGood: {
      restored: (recordCount: number, fileCount: number) =>
        `It is good: restored and compared, ${recordsAndFiles(recordCount, fileCount)}.`,
      verified: (recordCount: number, fileCount: number) =>
        `All of it can be read back: ${recordsAndFiles(recordCount, fileCount)}.`,
    },
    proofBad: 'It is not proven. See what is wrong below; the snapshot stays as it is.',
    make: {
      target: 'The EDMS',
      targetNone: 'Choose the EDMS that the snapshot is taken of.',
      targetOf: (name: string) => `Open ${name}`,
      profiles: 'Profiles',
      embedded: 'Embedded databases',
      elsewhere: 'Another one…',
      change: 'Take another EDMS…',
      into: (repository: string) => `Goes into the repository ${repository}.`,
      storage: 'Its files',
      storageNone: 'No folder is chosen: the snapshot will hold the records, and no files.',
      storageChoose: 'Choose its folder…',
      storageForget: 'Without files',
      storageOwn: 'Its own folder',
      kind: 'Kind',
      kindHint: {
        incremental:
          'What differs from the last snapshot of this EDMS is added. Quick and small; the first one is a full one.',
        differential: 'What differs from the last full snapshot is added.',
        full: 'Everything is read anew. What is there already takes no space a second time.',
      },
      kindNote: 'Each can be restored by itself.',
      cost: {
        title: 'What it will about cost',
        free: "free in the repository's folder",
        readsAll: 'All of it is read.',
        readsDifferences:
          'Every file is read. The database compares its tables with the earlier snapshot itself, and only what differs is read.',
        addsFirst: (bytes: string) =>
          `It is the first one of this EDMS here: it adds at most about ${bytes}, and less, for it is compressed.`,
        addsFull: (bytes: string) =>
          `It adds at most about ${bytes}, and much less where the repository has most of it already.`,
        addsUnknown: (bytes: string, time: string) =>
          `What has changed is not known beforehand. The snapshot of ${time} added ${bytes}.`,
        tight: 'If it could not be compressed, there would not be enough room for it.',
        tightIfAll: 'There would not be enough room if everything had changed.',
      },
      tags: 'Tags',
      tagsHint: 'Words to find it again by, apart by commas. May stay empty.',
      tagsWrong: 'At most 20 tags, of at most 60 characters each.',
      test: 'Test it by restoring it afterwards',
      sign: "Sign it with this console's key",
      signHint: (fingerprint: string) =>
        `So that everybody who knows the key ${fingerprint} can tell that it was made here and not changed since.`,
      testHint:
        'It is restored into a database that is thrown away, and every field and file is compared. Takes longer, and is the proof that it is good.',
      start: (target: string) => `Take a snapshot of ${target}`,
      again: 'Take another one',
      toList: 'Show the snapshots',
    },
    taken: {
      good: 'The snapshot is taken, and it is good',
      untested: 'The snapshot is taken. It was not tested.',
      stopped: 'The snapshot is taken. Its test came to no end: it is not proven.',
      bad: 'The snapshot is taken, but its test found that it is not what the EDMS holds',
      findings: 'The snapshot is taken. Some things need a look.',
      lead: {
        good: 'It was restored and compared: every record and file is as it was in the EDMS.',
        untested: 'Test it when there is time: only then it is known that it can be restored.',
        stopped: 'The snapshot stays in the repository. Test it again from the list.',
        bad: 'Do not rely on it. What is wrong is listed below.',
        findings:
          'It was restored and compared, and holds the EDMS as it is. What is listed below was so already.',
        findingsUntested: 'What is listed below was found while the EDMS was read.',
      },
      records: 'records',
      files: 'files',
      changed: 'differ from the one before',
      read: 'read',
      added: 'added to the repository',
      took: 'took',
      isFull: 'There was no earlier snapshot of this EDMS to compare with: it is a full one.',
    },
    upkeep: {
      check: 'Check',
      checkHint: 'Looks whether everything that the snapshots need is there. Changes nothing.',
      readData: 'Read every byte',
      readDataHint: 'Takes as long as reading the whole repository; finds what a disk has lost unnoticed.',
      checkStart: 'Check the repository',
      checkWell: 'The repository is in order.',
      checkBad: (count: number) => `${damages(count)} damaged.`,
      figures: {
        snapshots: 'snapshots',
        packs: 'packs',
        blobs: 'pieces of content',
        bytes: 'on the disk',
        read: 'read and compared',
      },
      affected: (id: string) => `Snapshot ${id} lacks:`,
      allLost: 'all of it: it cannot be read',
      prune: 'Prune',
      pruneHint:
        'Takes away what no snapshot needs any more. It goes into the repository’s trash first and stays there for a day. First you see what would be done.',
      pruneLook: 'See what would be taken away',
      held: (name: string) =>
        `${name} is open in this window as a package. It is closed first: this needs the repository for itself.`,
      closeAndLook: 'Close the snapshot and see what would be taken away',
      closeAndPrune: 'Close the snapshot and prune',
      closeAndRepair: 'Close the snapshot and repair',
      pruneStart: (bytes: string) => `Prune ${bytes}…`,
      tidyStart: 'Tidy up…',
      pruneNothing: 'There is nothing to take away.',
      pruneBlocked: 'Nothing can be taken away: it cannot be known what is needed.',
      pruneWould: (count: number, bytes: string) => `${packs(count)} (${bytes}) would go into the trash.`,
      pruneWouldDelete: (count: number, bytes: string) =>
        `${packs(count)} (${bytes}) that lay in the trash for long enough would be deleted.`,
      pruneWouldTidy: (count: number) =>
        `${things(count)} would be removed: proofs of forgotten snapshots, leftovers of unfinished work, locks left behind.`,
      pruned: (count: number, bytes: string) => `${packs(count)} (${bytes}) went into the trash.`,
      prunedDeleted: (count: number, bytes: string) =>
        `${packs(count)} (${bytes}) were deleted from the trash.`,
      prunedTidy: (count: number) =>
        `${things(count)} removed: proofs of forgotten snapshots, leftovers of unfinished work, locks left behind.`,
      pruneRewritten: (count: number) =>
        `What is needed of ${packs(count)} is written into new ones before they go.`,
      pruneTitle: (name: string) => `Prune ${name}?`,
      pruneYes: 'Prune',
      pruneConfirm: 'No snapshot loses anything. Nobody can take a snapshot into it meanwhile.',
      repair: 'Repair',
      repairHint:
        'For a repository that a check found damaged: saves what is whole out of damaged files, and finds again what is in the trash. No snapshot is taken away.',
      repairStart: 'Repair…',
      repairTitle: (name: string) => `Repair ${name}?`,
      repairConfirm:
        'Files of the repository are written anew. If the disk itself is failing, copy the folder to another one first and repair the copy.',
      repairYes: 'Repair',
      repaired: (whole: number, damaged: number, back: number) =>
        `${packs(whole)} whole, ${number(damaged)} damaged, ${number(back)} brought back from the trash.`,
      repairedBlobs: (saved: number, lost: number) =>
        `${number(saved)} pieces of content were saved, ${number(lost)} are lost.`,
      unlock: 'Locks',
      unlockHint:
        'Whoever works in a repository holds a lock. One whose process is gone, or that was not renewed for thirty minutes, can be removed; no other is.',
      unlockStart: 'Remove locks that were left behind',
      unlocked: (count: number) => `${locks(count)} removed.`,
      unlockedNone: 'No lock was left behind.',
      lock: (who: string, purpose: string, since: string) => `${who}: ${purpose}, since ${since}`,
    },
  },
};
