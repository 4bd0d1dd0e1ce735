import type { englishCommon } from '../en/common.ts';
import { counted, formatsOf } from '../formats.ts';

const f = formatsOf('de');
const { bytes, number } = f;

const files = counted(f, 'Datei', 'Dateien');
// After “von” a number stands in the dative.
const ofRecords = counted(f, 'Datensatz', 'Datensätzen');
const ofSteps = counted(f, 'Schritt', 'Schritten');

/** Auf Deutsch, was mehrere Ansichten sagen. */
export const germanCommon: typeof englishCommon = {
  common: {
    back: 'Zurück',
    cancel: 'Abbrechen',
    cancelling: 'Wird abgebrochen…',
    close: 'Schließen',
    copy: 'Kopieren',
    copied: 'Kopiert',
    copyDetails: 'Details kopieren',
    showDetails: 'Details zeigen',
    hideDetails: 'Details verbergen',
    showAll: (count) => `Alle ${number(count)} zeigen`,
    showLess: 'Weniger zeigen',
    tryAgain: 'Erneut versuchen',
    remove: 'Aus der Liste entfernen',
    none: 'keine',
    unknown: 'nicht angegeben',
  },
  severity: { error: 'Fehler', warning: 'Zu prüfen', note: 'Hinweis' },
  place: {
    record: (record) => `Datensatz ${number(record)}`,
    byte: (byte) => `Byte ${number(byte)}`,
    field: (field) => `Feld ${field}`,
  },
  progress: {
    phases: {
      opening: 'Öffnen',
      reading: 'Lesen',
      checking: 'Prüfen',
      connecting: 'Verbinden',
      selecting: 'Auswählen, was dazugehört',
      matching: 'Mit dem Ziel abgleichen',
      comparing: 'Vergleichen',
      waiting: 'Warten auf andere',
      'staging files': 'Dateien neben ihren Platz kopieren',
      infrastructure: 'Infrastruktur schreiben',
      'business data': 'Geschäftsdaten schreiben',
      relations: 'Beziehungen schreiben',
      removing: 'Entfernen, was das Paket nicht hat',
      verifying: 'Zurücklesen und vergleichen',
      keeping: 'Aufheben, was sich ändert',
      undoing: 'Rückgängig machen',
      committing: 'Festschreiben',
      'placing files': 'Dateien an ihren Platz legen',
    },
    amount: {
      bytes: (done, total) => `${bytes(done)} von ${bytes(total)}`,
      records: (done, total) => `${number(done)} von ${ofRecords(total)}`,
      files: (done, total) => `${number(done)} von ${files(total)}`,
      steps: (done, total) => `${number(done)} von ${ofSteps(total)}`,
    },
    steps: counted(f, 'Schritt', 'Schritte'),
    rate: (rate) => `${rate}/s`,
    left: (time) => `noch etwa ${time}`,
    elapsed: (time) => `bisher ${time}`,
    state: { waiting: 'wartet', running: 'läuft', done: 'fertig', skipped: 'nicht nötig' },
  },
};
