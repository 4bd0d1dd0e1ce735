import type { englishPlan } from '../en/plan.ts';
import { counted, formatsOf } from '../formats.ts';

const f = formatsOf('de');
const { number } = f;

const records = counted(f, 'Datensatz', 'Datensätze');
// After “von” a number stands in the dative.
const ofRecords = counted(f, 'Datensatz', 'Datensätzen');
const files = counted(f, 'Datei', 'Dateien');

/** Auf Deutsch, was vor einer Wiederherstellung gesagt wird. */
export const germanPlan: typeof englishPlan = {
  preview: {
    planning: 'Was mit jedem Datensatz geschähe, wird ermittelt',
    planningHint: 'Das Ziel wird nur gelesen.',
    updating: 'Mit Ihrer Entscheidung neu ermittelt…',
    total: (count) => records(count),
    sentence: {
      create: (n) => `${number(n)} ${n === 1 ? 'wird' : 'werden'} angelegt`,
      update: (n) => `${number(n)} ${n === 1 ? 'wird' : 'werden'} geändert`,
      unchanged: (n) => `${number(n)} ${n === 1 ? 'ist' : 'sind'} schon da`,
      skip: (n) => `${number(n)} ${n === 1 ? 'wird' : 'werden'} ausgelassen`,
      conflict: (n) => (n === 1 ? '1 braucht Ihre Entscheidung' : `${number(n)} brauchen Ihre Entscheidung`),
      impossible: (n) => `${number(n)} nicht wiederherstellbar`,
    },
    outcome: {
      create: 'anlegen',
      update: 'ändern',
      unchanged: 'unverändert',
      skip: 'auslassen',
      conflict: 'entscheiden',
      impossible: 'unmöglich',
    },
    distribution: 'Was mit den Datensätzen geschähe',
    files: {
      none: 'In diesem Paket sind keine Dokumentdateien.',
      noRoot: (n) => `${files(n)}: nicht wiederhergestellt, weil kein Ordner gewählt ist.`,
      copy: (n, size) => `${files(n)} (${size}) ${n === 1 ? 'wird' : 'werden'} kopiert`,
      into: (folder) => `nach ${folder}`,
      unchanged: (n) => `${files(n)} schon da`,
      conflict: (n) => `${files(n)} anders als die vorhandene`,
      missing: (n) => `${files(n)} fehlen im Paket`,
    },
    needsYou: (count) => `Braucht Sie (${number(count)})`,
    decided: 'Entschieden',
    nothingNeedsYou: 'Nichts braucht Ihre Entscheidung.',
    classes: {
      'uuid-other-key': 'Gleiche uuid, anderer natürlicher Schlüssel',
      'key-other-uuid': 'Gleicher natürlicher Schlüssel, andere uuid',
      'unique-taken': 'Eindeutiger Wert gehört einer anderen Zeile',
      'protected-differs': 'Geschützte Infrastruktur weicht ab',
      'file-differs': 'Am Zielort liegt eine andere Datei',
    },
    classHint: {
      'uuid-other-key': 'Das Ziel hat eine Zeile mit dieser uuid unter anderem Namen.',
      'key-other-uuid': 'Das Ziel hat dies unter eigener uuid, wie nach einer Neuinstallation.',
      'unique-taken': 'Ein Wert, den es nur einmal geben darf, gehört einer anderen Zeile des Ziels.',
      'protected-differs': 'Benutzer, Rollen, Typen und Zustände des Ziels weichen vom Paket ab.',
      'file-differs': 'Wo diese Datei hinkäme, liegt eine mit anderem Inhalt.',
    },
    decision: {
      keep: 'Das des Ziels behalten',
      take: 'Das des Pakets nehmen',
      beside: 'Daneben wiederherstellen',
      skip: 'Auslassen',
    },
    decisionHint: {
      keep: 'Die Zeile des Ziels bleibt; Verweise des Pakets zeigen auf sie.',
      take: 'Die Zeile wird, wie das Paket es sagt.',
      beside: 'Als neue Zeile mit neuer uuid; Verweise des Pakets folgen ihr.',
      skip: 'Wird ausgelassen; was es braucht, wird unmöglich.',
    },
    decideFor: (what) => `Entscheidung für ${what}`,
    useClass: 'Wie für die Klasse',
    confirmSafe: 'Sichere Entscheidung nehmen',
    byModel: 'Nach Modell',
    showThese: 'Zeigen',
    undecided: (n) => `${number(n)} unentschieden`,
    changed: 'Datensätze, die von ihrer Zeile abweichen',
    changedTake: 'Werte des Pakets nehmen',
    changedKeep: 'Werte des Ziels behalten',
    missingUsers: (count) =>
      count === 1
        ? '1 Benutzer wird genannt, ist aber nirgends da'
        : `${number(count)} Benutzer werden genannt, sind aber nirgends da`,
    missingUsersImpossible: 'Auslassen, was sie braucht',
    missingUsersCreate: 'Anlegen: inaktiv, ohne brauchbares Passwort',
    search: 'In Datensätzen suchen',
    filterModel: 'Modell',
    allModels: 'Alle Modelle',
    clearFilters: 'Filter löschen',
    shown: (count, total) => (count === total ? records(total) : `${number(count)} von ${ofRecords(total)}`),
    noRecords: 'Das Paket enthält keine Datensätze.',
    nothingFound: 'Kein Datensatz passt.',
    searching: 'Suche läuft…',
    table: 'Datensätze des Plans',
    columns: { record: 'Nr.', model: 'Modell', name: 'Datensatz', outcome: 'Ergebnis', reason: 'Grund' },
    sortBy: (column) => `Nach ${column} sortieren`,
    detail: 'Datensatz',
    detailFields: { field: 'Feld', target: 'Ziel', package: 'Paket' },
    onlyDifferences: 'Nur Unterschiede',
    noDifferences: 'Kein Feld weicht ab.',
    noValue: 'leer',
    secret: 'nicht gezeigt',
    targetKey: 'Zeile im Ziel',
    newKey: 'bekommt einen neuen Schlüssel',
    byteOffset: 'Byte in der Fixture',
    closeDetail: 'Datensatz schließen',
    findings: 'Befunde des Plans',
    restore: (count, fileCount) =>
      fileCount > 0
        ? count > 0
          ? `${records(count)} und ${files(fileCount)} wiederherstellen`
          : `${files(fileCount)} wiederherstellen`
        : `${records(count)} wiederherstellen`,
    verify: (count, fileCount) =>
      count === 0 && fileCount > 0 ? `${files(fileCount)} prüfen` : `${records(count)} prüfen`,
  },
  confirm: {
    title: (target) => `In ${target} wiederherstellen?`,
    create: (n) => `${records(n)} anlegen`,
    update: (n) => `${records(n)} des Ziels ändern`,
    files: (n) => `${files(n)} kopieren`,
    leftOut: (n) => `${records(n)} auslassen`,
    safe: (n) => `${number(n)} unentschieden: die sichere Entscheidung gilt`,
    promise: 'In einer Transaktion: alles oder nichts. Bis zum Festschreiben können Sie abbrechen.',
    nothing: 'Geschrieben wird nichts; was da ist, wird mit dem Paket verglichen.',
  },
  preflight: {
    running: 'Ansehen, was dagegen sprechen könnte…',
    allWell: (checks: number) => `${number(checks)} Prüfungen vor dem ersten Schreiben: nichts steht im Weg.`,
    well: (checks: number) => `${number(checks)} weitere Prüfungen sind in Ordnung.`,
    stop: 'Verbietet die Wiederherstellung',
    warn: 'Braucht einen Blick',
    confirm: (id: string) => `Trotzdem weitermachen (${id})`,
  },
};
