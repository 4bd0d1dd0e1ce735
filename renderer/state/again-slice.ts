import type { AnswerOf } from '../../preload/contract/bridge.ts';
import type { JobSummary } from '../../preload/contract/types.ts';
import { isWriting, type SliceTools } from './work.ts';

/** A kept job that is being done again with the open package. */
export interface Again {
  readonly job: JobSummary;
  /** At the job's path stands another package now. */
  readonly isChanged: boolean;
  /** The person has read the notice. */
  readonly isRead: boolean;
}

export interface AgainSlice {
  readonly again: Again | null;
  /**
   * Takes a kept job up again: opens its package, and leads to its target and to the preview with its mode. Writes
   * nothing.
   */
  runAgain(job: string): Promise<void>;
}

export function createAgainSlice(tools: SliceTools): AgainSlice {
  const { bridge, set, get } = tools;
  return {
    again: null,
    runAgain: async (id) => {
      if (isWriting(get())) return;
      const answer = await bridge.ask('jobs:again', { id });
      if (!answer.ok) set({ jobsError: answer.error });
      else if (answer.value.package === null) leadToTarget(tools, answer.value);
      else if (await openAgain(tools, answer.value.job, answer.value.package)) {
        leadToTarget(tools, answer.value);
      }
    },
  };
}

type Found = AnswerOf<'jobs:again'>;

/** True when the package is open and the job goes on from there. */
async function openAgain(
  { set, get }: SliceTools,
  job: JobSummary,
  ref: NonNullable<Found['package']>,
): Promise<boolean> {
  await get().openPackage(ref);
  const { pkg, inspection } = get();
  // It is not there any more, or another one was opened meanwhile.
  if (pkg?.id !== ref.id || inspection === null) return false;
  const { sha256, readable } = inspection;
  const isChanged = job.packageSha256 !== null && sha256 !== null && job.packageSha256 !== sha256;
  set({ again: { job, isChanged, isRead: false } });
  // From here on every plan of this package begins with the job's mode.
  get().discardPlan();
  return job.kind !== 'inspect' && readable !== 'no';
}

function leadToTarget({ set, get }: SliceTools, { job, target, isOpen, storage }: Found): void {
  // What is damaged is gone on with only when the person says so, on the package's own screen.
  const waits = job.kind !== 'health' && get().inspection?.readable === 'partly';
  if (isOpen && get().target) {
    if (storage?.id !== get().storage?.id) get().useStorage(storage);
    if (job.kind === 'health') void get().checkHealth();
    else if (!waits) void get().preview();
    return;
  }
  get().disconnect();
  if (target?.kind === 'embedded') set({ targetKind: 'embedded', embeddedName: target.name });
  if (target?.kind === 'server') {
    set({ targetKind: 'server', server: target.address, chosenStorage: storage });
  }
  if (!waits) set({ step: 'target' });
}
