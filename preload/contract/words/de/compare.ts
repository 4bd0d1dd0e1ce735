import type { englishCompare } from '../en/compare.ts';
import { counted, formatsOf } from '../formats.ts';

const f = formatsOf('de');
const { number } = f;
const differences = counted(f, 'Unterschied', 'Unterschiede');

/** Was das Vergleichen von Snapshots und das Verfolgen eines Datensatzes auf Deutsch sagt. */
export const germanCompare: typeof englishCompare = {
  compare: {
    title: 'Snapshots vergleichen',
    lead: 'Sie sehen, was neu, geändert und entfernt ist, nach Modell, Benutzer und Tag, und jeden Datensatz Feld für Feld. Das Vergleichen liest nur.',
    begin: 'Vergleichen mit…',
    beginHint:
      'Mit einem anderen Snapshot, dem geöffneten Paket oder dem EDMS, wie es jetzt ist: welche Datensätze und Dateien sich unterscheiden, Feld für Feld.',
    follow: 'Einen Datensatz verfolgen…',
    tabs: { differences: 'Unterschiede', timeline: 'Ein Datensatz im Lauf der Zeit' },
    tabsLabel: 'Was verglichen wird',
    earlier: 'Früher',
    later: 'Verglichen mit',
    choose: 'Wählen…',
    now: (target) => `Das EDMS, wie es jetzt ist: ${target}`,
    packageInHand: (name) => `Das geöffnete Paket: ${name}`,
    packageNote:
      'Ein Paket hat andere Nummern und Zeiten auf die Millisekunde: Was nur anders geschrieben ist, ist kein Unterschied, und wofür seine Datensätze kein Feld haben, wird nicht verglichen.',
    noTarget:
      'Um mit dem EDMS zu vergleichen, wie es jetzt ist, öffnen Sie es zuerst als Ziel. Zwei Snapshots lassen sich ohne es vergleichen.',
    otherEdms: (before, now) =>
      `Das ist nicht dasselbe EDMS: ${before} und ${now}. Was sich zwischen beiden unterscheidet, hat niemand geändert.`,
    filesNot:
      'Vom EDMS, wie es jetzt ist, werden Datensätze verglichen und keine Dateien: Zum Ziel ist kein Dateiordner gewählt.',
    filesRead: (folder) =>
      `Datensätze werden verglichen, und jede Datei in ${folder} wird gelesen und nach ihrem Inhalt verglichen.`,
    filesLeft: {
      'not in before': 'Dateien wurden nicht verglichen: Der frühere der beiden Stände hat keine.',
      'not in now': 'Dateien wurden nicht verglichen: Der spätere der beiden Stände hat keine.',
    },
    recordsLeft: (count) =>
      `${counted(f, 'Datensatz', 'Datensätze')(count)} des Pakets beschädigt oder doppelt und nicht verglichen.`,
    start: 'Vergleichen',
    again: 'Neu vergleichen',
    working: 'Vergleichen',
    workingHint: 'Liest nur. Was in beiden gleich ist, wird übergangen; im EDMS wird weitergearbeitet.',
    asOf: (time) => `Verglichen am ${time}`,
    nothing: 'Kein Unterschied',
    nothingLead: 'Jeder Datensatz ist in beiden gleich.',
    nothingFiles: 'Jeder Datensatz und jede Datei ist in beiden gleich.',
    change: { added: 'neu', changed: 'geändert', removed: 'entfernt' },
    byModel: 'Nach Modell',
    all: 'Alle Modelle',
    files: 'Dateien',
    modelText: (model, added, changed, removed) =>
      `${model}: ${number(added)} neu, ${number(changed)} geändert, ${number(removed)} entfernt`,
    byUser: 'Nach Benutzer',
    byUserHint: 'Wie die Datensätze selbst nennen, wer sie geändert oder angelegt hat.',
    unknown: 'Nicht bekannt',
    unknownUser: 'Wer es geändert hat, ist nicht bekannt',
    unknownDay: 'Tag nicht bekannt',
    daysUnknown: (count) => `${differences(count)}, von denen nichts den Tag nennt`,
    byUserNone: 'Kein Datensatz, der sich unterscheidet, nennt einen Benutzer.',
    byDay: 'Nach Tag',
    byDayHint: 'Ein Balken je Tag mit Unterschieden, der älteste links.',
    byDayNone: 'Kein Datensatz, der sich unterscheidet, hat einen Tag.',
    dayChart: (count, first, last, most) =>
      `${differences(count)} vom ${first} bis ${last}, höchstens ${number(most)} an einem Tag.`,
    dayText: (day, count) => `${day}: ${differences(count)}`,
    more: (count) => `und ${number(count)} weitere in der Tabelle`,
    columns: { change: 'Änderung', model: 'Modell', name: 'Datensatz', user: 'Benutzer', day: 'Tag' },
    user: 'Benutzer',
    day: 'Tag',
    count: 'Unterschiede',
    list: 'Unterschiede',
    listed: differences,
    listedOf: (count, model) => `${differences(count)} in ${model}`,
    fetching: 'Vergleichen für mehr von der Liste',
    detail: 'Unterschied',
    closeDetail: 'Unterschied schließen',
    key: 'Schlüssel',
    field: 'Feld',
    before: (time) => `Am ${time}`,
    liveNow: 'Jetzt',
    inPackage: 'Im Paket',
    wasNotInPackage:
      'Das Paket hat ihn nicht. Wiederherstellen bringt Datensätze zurück; es nimmt keine weg.',
    takeFromPackage: 'Aus dem Paket wiederherstellen…',
    takeFromPackageHint:
      'Geht mit diesem Datensatz des Pakets weiter. Vor der Vorschau wird nichts wiederhergestellt.',
    absent: 'nicht vorhanden',
    wasNotThere: (time) =>
      `Er war am ${time} noch nicht da. Wiederherstellen bringt Datensätze zurück; es nimmt keine weg.`,
    fileComesWith: 'Eine Datei wird zusammen mit dem Dokument wiederhergestellt, zu dem sie gehört.',
    showTimeline: 'Durch alle Snapshots',
    bringBack: (time) => `Zurückholen, wie er am ${time} war…`,
    bringBackHint:
      'Öffnet den Snapshot mit diesem Datensatz in der Auswahl. Vor der Vorschau wird nichts wiederhergestellt.',
    timeline: {
      field: 'Datensatz',
      hint: 'MODELL:SCHLÜSSEL, mit Nummer, Name, UUID oder Primärschlüssel: documents.document:POL-2025-0001-v01.00',
      wrong: 'Schreiben Sie ihn als MODELL:SCHLÜSSEL.',
      start: 'Verfolgen',
      before: 'Zuvor',
      working: 'Den Datensatz in jedem Snapshot lesen',
      workingHint: 'Liest nur das Archiv; kein EDMS wird berührt.',
      lead: 'Wie ein Datensatz in jedem Snapshot seines EDMS war, der neueste zuerst.',
      source: (source) => `In den Snapshots von ${source}`,
      entries: counted(f, 'Snapshot', 'Snapshots'),
      state: {
        appeared: 'ist zum ersten Mal da',
        changed: 'hat sich geändert',
        unchanged: 'ist wie zuvor',
        gone: 'ist nicht mehr da',
        'not there': 'ist nicht da',
      },
    },
  },
};
