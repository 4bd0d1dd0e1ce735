import type { AnswerOf, RequestOf } from '../../preload/contract/bridge.ts';
import type { ExportFormats, MadeExport, PlainError } from '../../preload/contract/types.ts';
import { type Chooser, createChooser } from './chooser.ts';
import {
  type ExportDraft,
  effective,
  endingOf,
  FIRST_DRAFT,
  missingOf,
  NOTHING_CHOSEN,
  recipientsOf,
} from './export-draft.ts';
import { advance, newTask, runTask, type Task } from './task.ts';
import { isWriting, type SliceTools, type Work } from './work.ts';

export interface ExportSlice {
  readonly exportDraft: ExportDraft;
  /** How much there is in the open target, and where an export is proposed to go. */
  readonly exportSize: AnswerOf<'export:measure'> | null;
  readonly measuringExport: Task | null;
  readonly exportSizeError: PlainError | null;
  /** Each format, with what it lacks as things are chosen. */
  readonly exportFormats: ExportFormats | null;
  readonly exporting: { readonly task: Task; readonly name: string } | null;
  readonly exportMade: MadeExport | null;
  /** Why the last export did not succeed. */
  readonly exportFailure: PlainError | null;
  /** Choosing records of the open target. */
  readonly exportChooser: Chooser;
  /** True when the records to choose from were read. */
  readonly hasExportRecords: boolean;
  readonly readingRecords: Task | null;
  readonly recordsError: PlainError | null;
  /** Looks how much there is, and what each format lacks. */
  enterExport(): Promise<void>;
  draftExport(change: Partial<ExportDraft>): void;
  chooseConfiguration(): Promise<void>;
  /** Lets the person name the file, and writes it. The passphrase is used once, and not kept. */
  startExport(passphrase: string | null): Promise<void>;
  cancelExport(): void;
  /** Lets the person begin another one. */
  anotherExport(): void;
  showExport(): Promise<void>;
  /** Opens the export as the package in hand. */
  lookIntoExport(): Promise<void>;
  /** Shows the records to choose from; they are read before, if need be. */
  chooseExported(): Promise<void>;
  cancelMeasuring(): void;
  cancelReadingRecords(): void;
  /** The engine has let go of what was read. */
  forgetExportRecords(): void;
  /** Another target: what was said is not of it. */
  forgetExport(): void;
}

export function createExportSlice(tools: SliceTools): ExportSlice {
  const { bridge, set, get } = tools;
  const loadFormats = async (): Promise<void> => {
    const request = formatsRequest(get());
    const answer = await bridge.ask('export:formats', request);
    if (answer.ok) set({ exportFormats: answer.value });
  };
  const measure = async (): Promise<void> => {
    get().cancelMeasuring();
    const { target, storage } = get();
    if (target === null || isWriting(get())) return;
    const task = newTask();
    set({ measuringExport: task, exportSizeError: null });
    const answer = await bridge.ask('export:measure', { job: task.job, storage: storage?.id ?? null });
    if (get().measuringExport?.job !== task.job) return;
    set({ measuringExport: null });
    if (answer.ok) set({ exportSize: answer.value });
    else set({ exportSize: null, exportSizeError: answer.error });
  };
  return {
    exportDraft: FIRST_DRAFT,
    exportSize: null,
    measuringExport: null,
    exportSizeError: null,
    exportFormats: null,
    exporting: null,
    exportMade: null,
    exportFailure: null,
    hasExportRecords: false,
    readingRecords: null,
    recordsError: null,
    exportChooser: createChooser({
      bridge,
      get: () => get().exportChooser,
      set: (change) => set(({ exportChooser }) => ({ exportChooser: { ...exportChooser, ...change } })),
      selection: () => get().exportDraft.selection,
      choose: (selection) => get().draftExport({ selection }),
      askCandidates: (job, query) => bridge.ask('export:candidates', { job, query }),
      askTree: (job, selection) => bridge.ask('export:tree', { job, selection }),
      askBelow: (record) => bridge.ask('export:expand', { record }),
    }),

    enterExport: async () => {
      await loadFormats();
      await measure();
      await loadFormats();
    },
    draftExport: (change) => {
      const before = get().exportDraft;
      const draft = { ...before, ...change };
      set({
        exportDraft: { ...draft, ending: endingOf(draft.format, draft.ending) },
        exportFailure: null,
      });
      // The names of records are others then.
      if (draft.keys !== before.keys) forgetRecords(tools);
      void loadFormats();
    },
    chooseConfiguration: async () => {
      const answer = await bridge.ask('export:configuration', null);
      if (!answer.ok) set({ exportFailure: answer.error });
      else if (answer.value) get().draftExport({ configuration: answer.value });
    },

    startExport: async (passphrase) => {
      const { target, exportDraft, storage } = get();
      if (!target || isWriting(get())) return;
      if (missingOf(exportDraft, target.summary.kind, storage !== null) !== null) return;
      const draft = effective(exportDraft);
      set({ exportFailure: null });
      const { format, ending, encryption } = draft;
      const encrypted = encryption !== 'none';
      const place = await bridge.ask('export:place', { format, ending, encrypted });
      if (!place.ok) set({ exportFailure: place.error });
      // While the person chose, something else may have begun, or the target may have been closed.
      if (!place.ok || place.value === null || isWriting(get()) || get().target !== target) return;
      // What only reads the target waits for its end, and would be told of another moment.
      get().cancelChecking();
      get().cancelPlanning();
      get().cancelComparing();
      get().cancelMeasuring();
      get().cancelMeasuringSnapshot();
      get().cancelReadingRecords();
      const task = newTask();
      set({ exporting: { task, name: place.value.name }, exportMade: null });
      const request = {
        ...formatsRequest(get()),
        ...{ place: place.value.id, format, sign: draft.sign, protection: protectionOf(draft, passphrase) },
      };
      const answer = await runTask(
        bridge,
        task,
        (job) => bridge.ask('export:start', { ...request, job }),
        (progress) => change(tools, task, (now) => advance(now, progress)),
      );
      set({ exporting: null });
      if (answer.ok) set({ exportMade: answer.value });
      else set({ exportFailure: answer.error });
    },
    cancelExport: () => {
      const { exporting } = get();
      if (!exporting || exporting.task.cancelling) return;
      change(tools, exporting.task, (task) => ({ ...task, cancelling: true }));
      void bridge.ask('job:cancel', { job: exporting.task.job });
    },
    anotherExport: () => set({ exportMade: null, exportFailure: null }),
    showExport: async () => {
      const answer = await bridge.ask('export:show', null);
      if (!answer.ok) set({ exportFailure: answer.error });
    },
    lookIntoExport: async () => {
      if (isWriting(get())) return;
      const answer = await bridge.ask('export:open', null);
      if (answer.ok) await get().openPackage(answer.value);
      else set({ exportFailure: answer.error });
    },

    chooseExported: async () => {
      get().goTo('export-selection');
      if (get().hasExportRecords) {
        get().exportChooser.beginSelecting();
        return;
      }
      if (get().readingRecords || !get().target) return;
      get().cancelMeasuring();
      const task = newTask();
      set({ readingRecords: task, recordsError: null });
      const { keys } = effective(get().exportDraft);
      const answer = await runTask(
        bridge,
        task,
        (job) => bridge.ask('export:records', { job, keys }),
        (progress) =>
          set(({ readingRecords }) =>
            readingRecords?.job === task.job ? { readingRecords: advance(readingRecords, progress) } : {},
          ),
      );
      if (get().readingRecords?.job !== task.job) return;
      set({ readingRecords: null });
      if (answer.ok) {
        set({ hasExportRecords: true });
        get().exportChooser.beginSelecting();
      } else if (answer.error.code !== 'CANCELLED') set({ recordsError: answer.error });
      // Whoever has gone elsewhere meanwhile stays there.
      else if (get().step === 'export-selection') get().goTo('export');
    },
    cancelMeasuring: () => {
      const { measuringExport } = get();
      if (!measuringExport) return;
      set({ measuringExport: null });
      void bridge.ask('job:cancel', { job: measuringExport.job });
    },
    cancelReadingRecords: () => {
      const { readingRecords } = get();
      if (!readingRecords || readingRecords.cancelling) return;
      set({ readingRecords: { ...readingRecords, cancelling: true } });
      void bridge.ask('job:cancel', { job: readingRecords.job });
    },
    forgetExportRecords: () => {
      get().cancelMeasuring();
      forgetRecords(tools);
      set(({ step }) => (step === 'export-selection' ? { step: 'export' } : {}));
    },
    forgetExport: () => {
      get().forgetExportRecords();
      set(({ exportDraft }) => ({
        ...{ exportSize: null, exportSizeError: null, exportMade: null, exportFailure: null },
        // Another EDMS has other records, and another configuration.
        exportDraft: { ...exportDraft, scope: 'all', selection: NOTHING_CHOSEN, configuration: null },
      }));
    },
  };
}

function forgetRecords({ set, get }: SliceTools): void {
  get().cancelReadingRecords();
  get().exportChooser.forgetSelection();
  set({ hasExportRecords: false, readingRecords: null, recordsError: null });
}

function formatsRequest({ exportDraft, storage }: Work): RequestOf<'export:formats'> {
  const { keys, canonical, scope, selection, configuration, includeSecrets } = effective(exportDraft);
  return {
    ...{ keys, canonical, includeSecrets },
    selection: scope === 'selected' ? { ...selection, roots: [...selection.roots] } : null,
    filesOnly: scope === 'files',
    storage: storage?.id ?? null,
    configuration: configuration?.id ?? null,
  };
}

function protectionOf(
  draft: ExportDraft,
  passphrase: string | null,
): RequestOf<'export:start'>['protection'] {
  if (draft.encryption === 'recipients') return { kind: 'recipients', recipients: [...recipientsOf(draft)] };
  // An empty one is refused by the main process: nothing is written in the clear that was to be encrypted.
  return draft.encryption === 'passphrase'
    ? { kind: 'passphrase', passphrase: passphrase ?? '' }
    : { kind: 'none' };
}

function change({ set }: SliceTools, task: Task, to: (task: Task) => Task): void {
  set(({ exporting }) =>
    exporting?.task.job === task.job ? { exporting: { ...exporting, task: to(exporting.task) } } : {},
  );
}
