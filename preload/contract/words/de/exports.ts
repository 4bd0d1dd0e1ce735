import type { englishExports } from '../en/exports.ts';
import { counted, formatsOf } from '../formats.ts';

const f = formatsOf('de');
const records = counted(f, 'Datensatz', 'Datensätze');

/** What the place for exports says in German. */
export const germanExports: typeof englishExports = {
  exports: {
    title: 'Export',
    lead: 'Schreibt, was ein EDMS in diesem Augenblick enthält, in eine Datei. Darin kann weitergearbeitet werden: es wird nur gelesen.',
    targetNone: 'Bitte das EDMS wählen, das exportiert wird.',
    format: 'Format',
    formats: {
      package: {
        name: 'Migrationspaket',
        use: 'Alle Datensätze und Dateien in einem Archiv: um es mit dieser Konsole wiederherzustellen oder das EDMS umzuziehen. Im Zweifel das richtige.',
      },
      fixture: {
        name: 'Django-Fixture',
        use: 'Nur die Datensätze, als JSON, das diese Konsole und Djangos loaddata lesen.',
      },
      ndjson: {
        name: 'Datensätze, einer je Zeile',
        use: 'Nur die Datensätze, als ein JSON-Objekt je Zeile: für Skripte, die einen nach dem anderen lesen.',
      },
      csv: {
        name: 'Tabellen für Tabellenkalkulationen',
        use: 'Ein Zip mit einer CSV-Datei je Tabelle: zum Nachschlagen und für Auswertungen.',
      },
      sqlite: {
        name: 'SQLite-Datenbank',
        use: 'Eine Datei mit allen Tabellen: um sie ohne Server mit SQL zu befragen.',
      },
      pgdump: {
        name: 'PostgreSQL-Archiv',
        use: 'Die ganze Datenbank, wie PostgreSQLs eigenes pg_dump sie schreibt; das Programm muss auf diesem Rechner sein.',
      },
    },
    limits: {
      records: 'Keine Datensätze, nur die Dateien.',
      sessions: 'Keine Sitzungen derer, die am EDMS angemeldet sind.',
      files: 'Keine Dateien des Ablageordners, nur die Datensätze, die sie nennen.',
      'files-unnamed': 'Keine Dateien, weil kein Ordner gewählt ist.',
      'files-unselected': 'Keine Dateien außer denen, die die gewählten Datensätze nennen.',
      configuration: 'Nichts von der Konfiguration des EDMS (.env, Einstellungen).',
      'configuration-unnamed': 'Nichts von der Konfiguration des EDMS (.env, Einstellungen).',
      secrets: 'Keine .env-Dateien und keine Einstellungen, die Geheimnisse enthalten können.',
      'unknown-tables':
        'Keine Tabellen, die zu keinem bekannten Modell gehören, darunter Djangos Liste der Migrationen.',
      'database-objects': 'Keine Sichten, Funktionen, Trigger und Rechte der Datenbank.',
      milliseconds:
        'Zeiten auf die Millisekunde, Monate einer Dauer als Tage, ein JSON-null als keines, wie Django Fixtures schreibt.',
      'primary-keys': 'Keine natürlichen Schlüssel: Zeilen verweisen mit Primärschlüsseln aufeinander.',
      'same-numbers':
        'Dieselben Bytes nur, solange Zeilen ihre Nummern behalten: eine Wiederherstellung in ein anderes EDMS kann andere vergeben.',
      spreadsheets:
        'Eine Tabellenkalkulation kann einen Wert für Datum, Zahl oder Formel halten: die Spalten als Text öffnen.',
      decimals: 'Dezimalzahlen sind Gleitkommazahlen, wie in Djangos eigenen SQLite-Datenbanken.',
      'no-restore': 'Die Konsole kann es nicht wiederherstellen: es ist für Menschen und andere Programme.',
      'pg-restore': 'Die Konsole kann es nicht wiederherstellen; PostgreSQLs pg_restore kann es.',
      'whole-database':
        'Alles oder nichts: die ganze Datenbank, auch mit Tabellen, die nicht dem EDMS gehören, und keine Auswahl.',
      'server-only': 'Keine eingebettete Datenbank: pg_dump braucht einen Server.',
    },
    lacks: 'Was nicht darin sein wird',
    packed: 'Dateiname endet auf',
    serverOnly: 'Nicht für eine eingebettete Datenbank: pg_dump braucht einen Server.',
    what: 'Datensätze',
    all: 'Alles',
    allHint: 'Alle Datensätze aller Modelle.',
    selected: 'Einige Datensätze mit allem, was sie brauchen',
    selectedHint:
      'Dokumente, Personen oder Workflows, die Sie wählen; worauf sie verweisen, kommt von selbst mit.',
    selectedNone: 'Noch ist nichts gewählt.',
    selectedCount: (count) => `${records(count)} gewählt, mit dem, was sie brauchen.`,
    choose: 'Datensätze wählen…',
    filesOnly: 'Keine Datensätze',
    filesOnlyHint: 'Nur die Dateien des Ablageordners.',
    wholeOnly: 'Dieses Format nimmt ganze Tabellen: alles oder nichts.',
    files: 'Dateien',
    filesNone: 'Kein Ordner ist gewählt: der Export enthält die Datensätze und keine Dateien.',
    protection: 'Schutz',
    protectionHint:
      'Ein Export enthält Passwort-Hashes und persönliche Daten. Nur wem die Datei gehört, kann sie lesen.',
    encrypt: {
      none: 'Nicht verschlüsselt',
      passphrase: 'Mit einer Passphrase verschlüsselt',
      recipients: 'Für Empfänger verschlüsselt',
    },
    noEncryption:
      'Eine SQLite-Datenbank liegt beim Schreiben im Klartext: sie lässt sich hier nicht verschlüsseln.',
    passphrase: 'Passphrase',
    repeat: 'Passphrase, noch einmal',
    passphraseHint: 'Ohne sie öffnet niemand die Datei, und niemand kann sie Ihnen wieder sagen.',
    tooShort: 'Eine Passphrase braucht mindestens 8 Zeichen.',
    notTheSame: 'Die beiden Passphrasen sind nicht gleich.',
    recipients: 'Schlüssel der Empfänger',
    recipientsHint:
      'Ein age-Schlüssel je Zeile (age1…). Jeder von ihnen öffnet die Datei mit dem Schlüssel, der dazu gehört.',
    sign: 'Mit dem Schlüssel dieser Konsole signieren',
    signHint: (fingerprint) => `${fingerprint}. Die Signatur liegt neben der Datei, als .sig.`,
    noKey:
      'Nicht signiert: diese Konsole hat noch keinen Schlüssel. Der Befehl edms-backup keys show macht einen.',
    advanced: 'Erweitert',
    keys: 'Wie Datensätze aufeinander verweisen',
    keysOf: { natural: 'Mit natürlichen Schlüsseln', primary: 'Mit Primärschlüsseln' },
    keysHint: 'Natürliche Schlüssel haben auch die Pakete des EDMS selbst; sie passen in ein anderes EDMS.',
    canonical: 'Kanonisch',
    canonicalHint:
      'Sortiert und ohne die Zeit des Exports: dieselben Datensätze und Dateien ergeben dieselben Bytes.',
    configuration: 'Konfiguration des EDMS',
    configurationNone: 'Seine Einstellungen werden nicht mitgenommen.',
    configurationOf: (name) => `Die Einstellungen des Ordners ${name} werden mitgenommen.`,
    configurationChoose: 'Projektordner wählen…',
    configurationForget: 'Ohne sie',
    secrets: 'Mit Geheimnissen',
    secretsHint:
      'Auch die .env-Dateien und Einstellungen, die Passwörter und Schlüssel enthalten können. Einen solchen Export bitte verschlüsseln.',
    size: 'Größe',
    measuring: 'Ansehen, wie viel es ist…',
    rows: 'Datensätze',
    tables: 'in den Tabellen',
    storedFiles: 'Dateien',
    storedBytes: 'in Dateien',
    room: 'möglicher Platzbedarf',
    free: 'frei',
    rough: 'Große Tabellen sind nicht gezählt: die Zahl ist die, von der die Datenbank ausgeht.',
    roomHint: (folder) =>
      `Platz, den ein solcher Export unterwegs brauchen kann; die Datei selbst ist oft kleiner. Frei heißt: dort, wo ${folder} liegt.`,
    enough: 'Der Platz reicht.',
    tight: 'Es könnte dort nicht reichen. Wählen Sie bei der Frage nach dem Namen ein anderes Laufwerk.',
    tooLittle: 'Dort reicht der Platz nicht. Wählen Sie bei der Frage nach dem Namen ein anderes Laufwerk.',
    start: (target) => `${target} exportieren…`,
    startHint: 'Name und Ordner wählen Sie als Nächstes.',
    missing: {
      selection: 'Bitte Datensätze wählen oder alles exportieren.',
      recipients: 'Bitte den Schlüssel mindestens eines Empfängers eingeben oder nicht verschlüsseln.',
      server: 'Bitte ein anderes Format wählen: dieses braucht einen Server.',
      storage: 'Bitte den Ordner seiner Dateien wählen oder auch Datensätze exportieren.',
    },
    working: (name) => `${name} wird geschrieben`,
    workingHint: 'Das EDMS wird nur gelesen. Abgebrochen bleibt nichts zurück.',
    done: 'Der Export ist geschrieben',
    doneFindings: 'Der Export ist geschrieben. Einiges braucht einen Blick.',
    doneLead: (name, folder) => `${name} in ${folder}`,
    records: 'Datensätze',
    bytes: 'Größe der Datei',
    took: 'Dauer',
    findings: 'Befunde',
    facts: {
      format: 'Format',
      target: 'EDMS',
      sha256: 'SHA-256',
      encryption: 'Verschlüsselung',
      signature: 'Signatur',
      signedBy: (name, fingerprint) => `${name}, von ${fingerprint}`,
    },
    encrypted: {
      none: 'keine',
      passphrase: 'age, mit einer Passphrase',
      recipients: 'age, für seine Empfänger',
    },
    copySha: 'Prüfsumme kopieren',
    byModel: 'Datensätze nach Modell',
    model: 'Modell',
    show: 'Im Ordner zeigen',
    look: 'Hineinsehen',
    again: 'Noch ein Export',
    readingRecords: 'Datensätze des EDMS lesen',
    readingHint:
      'Damit Sie darunter wählen können. Sie werden nur gelesen und verschlüsselt aufbewahrt, bis Sie fertig sind.',
    choosing: {
      title: 'Welche Datensätze sollen exportiert werden?',
      lead: 'Links wählen; was sie brauchen, um ganz zu sein, steht rechts, mit dem Grund.',
      brought: 'Was exportiert wird',
      tree: 'Was exportiert wird, und warum',
      treeShort: (shown, all) =>
        `Gezeigt sind die ersten ${f.number(shown)} von ${f.number(all)} gewählten Datensätzen; exportiert werden alle.`,
    },
    chosen: (count) => (count > 0 ? `Diese ${records(count)} nehmen` : 'Diese Datensätze nehmen'),
  },
};
