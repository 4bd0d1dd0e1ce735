import { counted, formatsOf } from '../formats.ts';

const f = formatsOf('en');
const { number } = f;
const differences = counted(f, 'difference', 'differences');

/** What comparing snapshots and following a record says in English. */
export const englishCompare = {
  compare: {
    title: 'Compare snapshots',
    lead: 'You see what was added, changed and removed, by model, user and day, and each record field by field. Comparing only reads.',
    begin: 'Compare with…',
    beginHint:
      'With another snapshot, the package in hand, or the EDMS as it is now: which records and files differ, field by field.',
    follow: 'Follow a record…',
    tabs: { differences: 'Differences', timeline: 'One record through time' },
    tabsLabel: 'What is compared',
    earlier: 'Earlier',
    later: 'Compared with',
    choose: 'Choose…',
    now: (target: string) => `The EDMS as it is now: ${target}`,
    packageInHand: (name: string) => `The package in hand: ${name}`,
    packageNote:
      'A package has other numbers and times to the millisecond: what is only written in another way is no difference, and what its records have no field for is not compared.',
    noTarget:
      'To compare with the EDMS as it is now, open it as the target first. Two snapshots can be compared without it.',
    otherEdms: (before: string, now: string) =>
      `These are not the same EDMS: ${before} and ${now}. What differs between the two is not what somebody has changed.`,
    filesNot:
      'Of the EDMS as it is now, records are compared and no files: no storage folder is chosen with the target.',
    filesRead: (folder: string) =>
      `Records are compared, and every file in ${folder} is read and compared by its content.`,
    filesLeft: {
      'not in before': 'Files were not compared: the earlier of the two has none.',
      'not in now': 'Files were not compared: the later of the two has none.',
    },
    recordsLeft: (count: number) =>
      `${counted(f, 'record', 'records')(count)} of the package broken or repeated, and not compared.`,
    start: 'Compare',
    again: 'Compare again',
    working: 'Comparing',
    workingHint: 'Only reads. What is the same in both is passed over; people go on working in the EDMS.',
    asOf: (time: string) => `Compared on ${time}`,
    nothing: 'Nothing differs',
    nothingLead: 'Every record is the same in both.',
    nothingFiles: 'Every record and file is the same in both.',
    change: { added: 'added', changed: 'changed', removed: 'removed' },
    byModel: 'By model',
    all: 'All models',
    files: 'files',
    modelText: (model: string, added: number, changed: number, removed: number) =>
      `${model}: ${number(added)} added, ${number(changed)} changed, ${number(removed)} removed`,
    byUser: 'By user',
    byUserHint: 'As the records themselves name who changed or made them.',
    unknown: 'Not known',
    unknownUser: 'Who changed it is not known',
    unknownDay: 'day not known',
    daysUnknown: (count: number) => `${differences(count)} of which nothing says the day`,
    byUserNone: 'No record that differs names a user.',
    byDay: 'By day',
    byDayHint: 'One bar a day that has any, the oldest at the left.',
    byDayNone: 'No record that differs has a day.',
    dayChart: (count: number, first: string, last: string, most: number) =>
      `${differences(count)} from ${first} to ${last}, at most ${number(most)} a day.`,
    dayText: (day: string, count: number) => `${day}: ${differences(count)}`,
    more: (count: number) => `and ${number(count)} more in the table`,
    columns: { change: 'Change', model: 'Model', name: 'Record', user: 'User', day: 'Day' },
    user: 'User',
    day: 'Day',
    count: 'Differences',
    list: 'Differences',
    listed: differences,
    listedOf: (count: number, model: string) => `${differences(count)} in ${model}`,
    fetching: 'Comparing for more of the list',
    detail: 'Difference',
    closeDetail: 'Close the difference',
    key: 'Key',
    field: 'Field',
    before: (time: string) => `On ${time}`,
    liveNow: 'Now',
    inPackage: 'In the package',
    wasNotInPackage: 'The package does not have it. Restoring brings records back; it takes none away.',
    takeFromPackage: 'Restore it from the package…',
    takeFromPackageHint: 'Goes on with this record of the package. Nothing is restored before the preview.',
    absent: 'not there',
    wasNotThere: (time: string) =>
      `It was not there on ${time}. Restoring brings records back; it takes none away.`,
    fileComesWith: 'A file is restored together with the document that it belongs to.',
    showTimeline: 'Through all snapshots',
    bringBack: (time: string) => `Bring it back as of ${time}…`,
    bringBackHint: 'Opens the snapshot with this record chosen. Nothing is restored before the preview.',
    timeline: {
      field: 'Record',
      hint: 'MODEL:KEY, by number, name, uuid or primary key: documents.document:POL-2025-0001-v01.00',
      wrong: 'Write it as MODEL:KEY.',
      start: 'Follow',
      before: 'Before',
      working: 'Reading the record in every snapshot',
      workingHint: 'Only reads the repository; no EDMS is touched.',
      lead: 'How one record was in each snapshot of its EDMS, the newest first.',
      source: (source: string) => `In the snapshots of ${source}`,
      entries: counted(f, 'snapshot', 'snapshots'),
      state: {
        appeared: 'is there for the first time',
        changed: 'has changed',
        unchanged: 'is as before',
        gone: 'is gone',
        'not there': 'is not there',
      },
    },
  },
};
