import type { englishHealth } from '../en/health.ts';
import { counted, formatsOf } from '../formats.ts';

const f = formatsOf('de');
const { number } = f;

const files = counted(f, 'Datei', 'Dateien');
const sequences = counted(f, 'Sequenz', 'Sequenzen');
const days = counted(f, 'Tag', 'Tage');

/** Was die Ansichten für Zustand und Reparaturen auf Deutsch sagen. */
export const germanHealth: typeof englishHealth = {
  health: {
    verdict: {
      ok: 'Alles ist in Ordnung',
      warn: 'Einiges braucht einen Blick',
      stop: 'Etwas muss getan werden',
    },
    level: { ok: 'In Ordnung', warn: 'Braucht einen Blick', stop: 'Muss getan werden' },
    of: (target, time) => `${target}, angesehen ${time}`,
    checking: 'Der Zustand des EDMS wird angesehen',
    checkingHint: 'Das Ziel und seine Dateien werden nur gelesen.',
    checkAgain: 'Erneut prüfen',
    note: 'Diese Prüfung im EDMS vermerken',
    noteHint: 'Vermerken fügt je eine Zeile in health_checks und system_metrics des EDMS hinzu.',
    noted: (tables) => `Im EDMS vermerkt: ${tables}.`,
    notedRow: (table, rows) => `${number(rows)} ${rows === 1 ? 'Zeile' : 'Zeilen'} in ${table}`,
    notedNothing: 'Dieses EDMS hat keine Tabelle für Prüfungen: nichts wurde vermerkt.',
    findings: 'Befunde',
    well: 'In Ordnung',
    finding: {
      connection: 'Verbindung',
      references: 'Gebrochene Verweise',
      sequences: 'Sequenzen im Rückstand',
      'missing-files': 'Dokumente ohne Dateien',
      'unnamed-files': 'Dateien ohne Dokumente',
      'storage-space': 'Platz für Dateien',
      transactions: 'Lange Transaktionen',
      bloat: 'Tote Zeilen',
      backup: 'Letzte Sicherung',
      'edms-checks': 'Prüfungen des EDMS selbst',
      'not-told': 'Nicht angesehen',
    },
    count: (count) => `Anzahl: ${number(count)}`,
    examples: 'Beispiele',
    repair: { sequences: 'Sequenzen reparieren…', 'missing-files': 'Fehlende Dateien bringen…' },
    openPackage: 'Paket öffnen…',
    figures: {
      latency: 'antwortet in',
      database: 'Datenbank',
      files: 'Dateien in der Ablage',
      free: 'frei für Dateien',
      full: 'voll, wenn es so weiter wächst',
      backup: 'letzte gute Sicherung',
    },
    notInSight: 'nicht in Sicht',
    noStorage:
      'Für dieses Ziel ist kein Ordner für Dateien gewählt: über Dateien und Platz wird nichts gesagt.',
    backup: (time, kind, by) =>
      `Die letzte gute Sicherung ist von ${time} (${kind}), gemacht von ${by === 'edms' ? 'dem EDMS' : 'dieser Konsole'}.`,
    tables: 'Größen nach Tabelle',
    tablesLargest: (shown, all) =>
      shown === all
        ? `Alle ${number(all)} Tabellen`
        : `Die ${number(shown)} größten von ${number(all)} Tabellen`,
    growth: 'Wachstum',
    growthNone: 'Kein Datensatz sagt, wann etwas hinzukam.',
    growthOf: { documents: 'Dokumente', auditRows: 'Protokolleinträge', fileBytes: 'Bytes von Dateien' },
    growthHint: (perBar) => `Nach den Zeiten in den Datensätzen; ${days(perBar)} je Balken.`,
    chart: (what, total, most, when) =>
      `${what}: insgesamt ${total}, höchstens ${most} in der Zeit ab ${when}.`,
    asTable: 'Als Tabelle',
    asChart: 'Als Diagramm',
    column: {
      table: 'Tabelle',
      rows: 'Zeilen',
      dead: 'Tote Zeilen',
      size: 'Größe',
      day: 'Tag',
      check: 'Prüfung',
      status: 'Status',
      message: 'Meldung',
      time: 'Zeit',
      metric: 'Messwert',
      value: 'Wert',
    },
    edmsChecks: 'Prüfungen des EDMS selbst',
    edmsMetrics: 'Messwerte des EDMS selbst',
  },
  repair: {
    title: { sequences: 'Sequenzen reparieren', 'missing-files': 'Fehlende Dateien bringen' },
    planning: 'Was die Reparatur täte, wird ermittelt',
    planningHint: 'Dabei wird nichts geändert.',
    running: 'Reparatur läuft',
    lead: {
      sequences:
        'Jede gibt danach als Nächstes die Zahl über dem höchsten Schlüssel ihrer Tabelle aus. Keine wird je zurückgesetzt, und keine Zeile wird geändert.',
      'missing-files':
        'Dateien des offenen Pakets, deren Prüfsumme die des Datensatzes ist, kommen dorthin, wo der Datensatz sie nennt. Keine vorhandene Datei wird angerührt, und in die Datenbank wird nicht geschrieben.',
    },
    promise: {
      sequences: 'Die nächsten neuen Zeilen dieser Tabellen warten einen Augenblick.',
      'missing-files': 'Bis die letzte Datei kopiert und geprüft ist, bleibt der Ordner, wie er ist.',
    },
    start: {
      sequences: (count) => `${sequences(count)} reparieren…`,
      'missing-files': (count) => `${files(count)} einsetzen…`,
    },
    confirm: (target) => `In ${target} reparieren?`,
    confirmDo: {
      sequences: (count) => `${sequences(count)} auf den Stand bringen`,
      'missing-files': (count, size) => `${files(count)} (${size}) einsetzen`,
    },
    yes: 'Reparieren',
    nothing: {
      sequences: 'Keine Sequenz ist mehr im Rückstand: es gibt nichts zu reparieren.',
      'missing-files': 'Das offene Paket hat keine der fehlenden Dateien: es gibt nichts einzusetzen.',
    },
    sequences: 'Vorher und nachher',
    sequence: 'Sequenz',
    table: 'Tabelle',
    now: 'gibt als Nächstes aus',
    next: 'nach der Reparatur',
    figures: {
      missing: 'fehlen',
      supplied: 'im Paket',
      bytes: 'zu kopieren',
      notInPackage: 'nicht im Paket',
      notTheSame: 'nicht die Datei des Datensatzes',
    },
    into: (folder) => `Nach ${folder}`,
    files: (shown, all) =>
      shown === all ? 'Diese Dateien' : `Die ersten ${number(shown)} von ${files(all)}`,
    stays: 'Fehlt weiterhin',
    done: {
      sequences: (count) => `${sequences(count)} repariert`,
      'missing-files': (count) => `${files(count)} eingesetzt`,
    },
    doneLead: 'Eine neue Prüfung zeigt, wie das EDMS jetzt ist.',
    left: 'fehlen weiterhin',
    placed: 'eingesetzt',
    toHealth: 'Zustand',
  },
};
