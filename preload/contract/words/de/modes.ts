import type { modesInEnglish } from '../en/modes.ts';
import { counted, formatsOf } from '../formats.ts';

const f = formatsOf('de');
const { number } = f;
const records = counted(f, 'Datensatz', 'Datensätze');
// After “von” a number stands in the dative.
const ofRecords = counted(f, 'Datensatz', 'Datensätzen');
const rows = counted(f, 'Zeile', 'Zeilen');
const files = counted(f, 'Datei', 'Dateien');

export const modesInGerman: typeof modesInEnglish = {
  modes: {
    title: 'Was soll wiederhergestellt werden?',
    label: 'Modus',
    panel: (name) => `Modus: ${name}`,
    names: {
      complete: 'Alles',
      merge: 'Zusammenführen',
      reinit: 'Nach einer Neuinstallation',
      mirror: 'Spiegeln',
      selected: 'Ausgewählte Datensätze',
      files: 'Nur Dateien',
      database: 'Nur Datensätze',
    },
    does: {
      complete: 'Alles, in ein System, in dem noch niemand gearbeitet hat; sonst wird es abgelehnt.',
      merge:
        'Ergänzt, was fehlt, und übernimmt geänderte Fachdaten; was im Konflikt steht, bleibt, bis Sie entscheiden.',
      reinit:
        'Führt mit einem neu eingerichteten System zusammen: Grunddaten werden am Namen erkannt, und die des Ziels bleiben.',
      mirror:
        'Macht das Ziel so, wie das Paket ist; was das Ziel darüber hinaus hat, wird gezeigt und nur entfernt, wenn Sie es in der Vorschau sagen.',
      selected:
        'Nur die Datensätze, die Sie wählen, mit allem, wovon sie abhängen, und den Dateien, die sie nennen.',
      files: 'Nur die Dokumentdateien; die Datenbank bleibt, wie sie ist.',
      database: 'Nur die Datensätze; Dokumentdateien bleiben, wie sie sind.',
    },
    notSelected: (n) => `Der Modus lässt ${records(n)} des Pakets aus.`,
    filesCopied: (n) => `${files(n)} ${n === 1 ? 'wird' : 'werden'} kopiert`,
    filesNotSelected: (n) => `${files(n)} lässt der Modus aus`,
    changeSelection: 'Auswahl ändern',
  },
  selection: {
    title: 'Welche Datensätze sollen wiederhergestellt werden?',
    next: 'Datensätze wählen',
    lead: 'Wählen Sie links Datensätze; was sie mitbringen, steht rechts, mit dem Grund.',
    kind: 'Wählen aus',
    kinds: { documents: 'Dokumente', users: 'Benutzer', workflows: 'Abläufe' },
    find: 'Suchen',
    candidates: 'Datensätze zur Wahl',
    found: (n) => records(n),
    nothingFound: 'Kein Datensatz passt.',
    noKey: 'lässt sich nicht benennen: wiederholt einen anderen Datensatz',
    others: 'Und alle Datensätze, die…',
    span: 'Fachdaten, angelegt',
    from: 'von',
    to: 'bis',
    search: 'diesen Text enthalten',
    searchHint: 'In irgendeinem Feld, ohne Groß- und Kleinschreibung.',
    chosen: (n) => `Gewählt (${number(n)})`,
    drop: (name) => `${name} auslassen`,
    clear: 'Nichts wählen',
    brought: 'Was wiederhergestellt wird',
    nothing: 'Noch ist nichts gewählt.',
    selecting: 'Ermittelt, was sie mitbringen…',
    counts: (n, total, fileCount) => `${number(n)} von ${ofRecords(total)}, ${files(fileCount)}`,
    byModel: 'Nach Modell',
    tree: 'Was wiederhergestellt wird, und warum',
    treeShort: (shown, all) =>
      `Gezeigt werden die ersten ${number(shown)} von ${number(all)} gewählten Datensätzen; wiederhergestellt werden alle.`,
    findings: 'Befunde der Auswahl',
    preview: (n) => `Vorschau auf ${records(n)}`,
  },
  versions: {
    title: (n) => `Paket und Ziel haben verschiedene Versionen (${number(n)})`,
    emptied: (n) => `Das Ziel nimmt in ${n === 1 ? '1 Spalte' : `${number(n)} Spalten`} kein NULL`,
    missing: (n) =>
      n === 1 ? '1 Wert muss vorher eingegeben werden' : `${number(n)} Werte müssen vorher eingegeben werden`,
    column: 'Spalte',
    records: 'Datensätze',
    value: 'Wert',
    where: 'Wo',
    what: 'Was geschieht',
    fills: 'Spalten, die das Paket nicht hat',
    others: 'Was sonst verschieden ist',
    fillFor: (column) => `Wert für ${column}`,
    use: 'Diesen Wert nehmen',
    useFor: (column) => `Diesen Wert für ${column} nehmen`,
    back: 'Zurück zum Vorschlag',
    backFor: (column) => `Zurück zum Vorschlag für ${column}`,
    choose: 'wählen…',
    needed: 'Ohne Wert können diese Datensätze nicht wiederhergestellt werden.',
    source: {
      person: 'von Ihnen eingegeben',
      version: 'was die neuere EDMS-Version nimmt',
      database: 'der Vorgabewert der Datenbank',
      map: 'der Vorgabewert des EDMS',
      type: 'der leere Wert des Typs',
    },
    kinds: {
      filled: 'bekommen einen Wert, den das Paket nicht hat',
      'value-missing': 'fehlt ein Wert, ohne den sie nicht wiederhergestellt werden können',
      emptied: 'bekommen den leeren Text, wo kein Wert ist',
      'column-dropped': 'haben einen Wert, für den das Ziel keine Spalte hat: er kommt in die Beidatei',
      'table-dropped': 'sind von einer Art, für die das Ziel keine Tabelle hat: sie kommen in die Beidatei',
      'model-dropped': 'nennen eine Art, die das Ziel nicht hat: sie kommen in die Beidatei',
      'value-kept-aside':
        'verweisen auf etwas, das im Ziel keinen Platz hat: der Verweis kommt in die Beidatei',
    },
    sideFile:
      'Was im Ziel keinen Platz hat, geht nicht verloren: Die Wiederherstellung schreibt es in eine Beidatei.',
  },
  beyond: {
    title: (n) => `Das Ziel hat ${rows(n)} über das Paket hinaus`,
    none: 'keine wird entfernt',
    removed: (n) => (n === 1 ? '1 wird entfernt' : `${number(n)} werden entfernt`),
    remove: 'Entfernen, was das Ziel über das Paket hinaus hat',
    removeHint:
      'Nur Fachdaten, auf die nichts verweist, was bleibt. Grunddaten, Protokolle und Schlüssel bleiben immer. Rückgängigmachen bringt entfernte Zeilen zurück.',
    model: 'Modell',
    rows: 'Darüber hinaus',
    removes: 'Entfernt',
    keeps: 'Behalten',
    removeModel: (model) => `Zeilen von ${model} entfernen`,
    never: 'bleibt immer',
    noneInPackage: 'Das Paket hat nichts davon: Vielleicht hat der Export sie ausgelassen.',
    examples: 'Zeilen zeigen',
    examplesOf: (model) => `Zeilen von ${model} zeigen`,
    first: (shown, all) => `Die ersten ${number(shown)} von ${number(all)}.`,
    isRemoved: 'wird entfernt',
    action: (restore, n) => `${restore} und ${rows(n)} entfernen`,
    only: (n) => `${rows(n)} entfernen`,
    confirm: (n) => `${rows(n)} des Ziels werden entfernt`,
    report: 'entfernt',
  },
  policies: {
    saved: 'Gespeicherte Regeln',
    noneChosen: 'keine gewählt',
    name: 'Speichern als',
    nameHint:
      'Merkt Modus, Auswahl, Entscheidungen und Werte; nicht die Entscheidungen für einzelne Datensätze.',
    save: 'Speichern',
    remove: 'Diese Regeln entfernen',
    inUse: (name) => `Gespeichert als „${name}“`,
    damaged: (names) => `Gespeicherte Regeln waren nicht lesbar und wurden beiseitegelegt: ${names}`,
  },
};
