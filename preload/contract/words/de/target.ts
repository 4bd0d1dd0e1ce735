import type { englishTarget } from '../en/target.ts';
import { counted, formatsOf } from '../formats.ts';

const f = formatsOf('de');
const records = counted(f, 'Datensatz', 'Datensätze');
const files = counted(f, 'Datei', 'Dateien');

/** Auf Deutsch, was gesagt wird, wo ein Ziel gewählt wird. */
export const germanTarget: typeof englishTarget = {
  target: {
    title: 'Wohin soll wiederhergestellt werden?',
    lead: 'Beim Verbinden wird das Ziel nur angesehen. Geschrieben wird erst mit der Wiederherstellung.',
    titleAlone: 'Welches EDMS?',
    leadAlone: 'Beim Verbinden wird es nur angesehen: geschrieben wird nichts.',
    embedded: 'Eingebettete Datenbank',
    embeddedHint: 'Auf diesem Rechner, in der Konsole selbst. Gut zum Hineinsehen und zum Proben.',
    server: 'PostgreSQL-Server',
    serverHint: 'Die Datenbank des EDMS selbst, PostgreSQL 12 bis 17.',
    name: 'Name',
    nameHint: 'Kleinbuchstaben, Ziffern, - und _. Ein neuer Name legt eine neue, leere EDMS-Datenbank an.',
    url: 'Adresse',
    urlPlaceholder: 'postgresql://benutzer@host:5432/datenbank',
    urlHint: 'Ein Passwort in der Adresse wird sofort herausgenommen und nie gezeigt.',
    password: 'Passwort',
    passwordHint:
      'Bleibt im Speicher, bis die Konsole geschlossen wird; nie gespeichert, gezeigt oder protokolliert.',
    passwordKept: 'Für diese Adresse ist ein Passwort vorhanden.',
    connect: (label) => `Mit ${label} verbinden`,
    connectNew: (label) => `${label} anlegen`,
    connectEmpty: 'Verbinden',
    connected: 'Verbunden',
    facts: { version: 'Server', tables: 'Tabellen', users: 'Benutzer', documents: 'Dokumente' },
    canOnlyBeRead:
      'Diese Datenbank kann nur gelesen werden (ein Standby, oder auf Nur-Lesen gestellt): Ansehen, Exporte und Snapshots gehen. Zum Wiederherstellen mit dem Primärserver verbinden.',
    triggersFire:
      'Diese Rolle kann Trigger nicht aussetzen; hat die Datenbank welche, wirken sie auf diese Zeilen.',
    initAction: 'Hier eine leere EDMS-Datenbank anlegen…',
    initAdvice:
      'Prüfen Sie den Namen der Datenbank und das Schema. Ist die Datenbank leer, legt „Hier eine leere EDMS-Datenbank anlegen…“ darin eine an.',
    initConfirm: (label) => `Eine leere EDMS-Datenbank in ${label} anlegen?`,
    initConfirmHint:
      'Alle Tabellen des EDMS werden angelegt. Eine Datenbank, die nicht leer ist, wird abgelehnt.',
    initYes: 'EDMS-Datenbank anlegen',
    storage: 'Ordner für Dokumentdateien',
    storageNone: 'Kein Ordner gewählt: Datensätze werden wiederhergestellt, Dateien nicht.',
    storageOwn: 'Der eigene Ordner dieses Ziels',
    storageChoose: 'Ordner wählen…',
    storageForget: 'Keine Dateien wiederherstellen',
    storageFree: (size) => `${size} frei`,
    storageNotWritable: 'In diesen Ordner kann nicht geschrieben werden.',
    storageHint:
      'Der Ablageordner des EDMS: der, in dem „documents“ liegt. Außerhalb davon wird nichts geschrieben.',
    next: (count, fileCount) =>
      `Vorschau auf ${count === 0 && fileCount > 0 ? files(fileCount) : records(count)}`,
  },
};
