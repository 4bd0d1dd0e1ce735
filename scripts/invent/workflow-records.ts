import type { FixtureRecord } from '../../main/engine/fixture/record.ts';
import { allDocuments } from './document-records.ts';
import { type DocumentFacts, type Extent, JOURNEY, stepTime } from './documents.ts';
import type { Key, Writer } from './keys.ts';
import { Dice } from './random.ts';
import { entryOf, FIRST_PK, type Person, type System } from './system.ts';
import { DAY, day, moment } from './values.ts';

/** A document has a workflow once it has left its draft. */
export function workflowKey(facts: DocumentFacts): Key | null {
  if (facts.progress === 0) return null;
  return {
    model: 'workflows.documentworkflow',
    pk: FIRST_PK.workflow + facts.index,
    natural: [facts.number, workflowType(facts)],
  };
}

export function* workflowRecords(system: System, extent: Extent, writer: Writer): Generator<FixtureRecord> {
  for (const facts of allDocuments(system, extent)) {
    const key = workflowKey(facts);
    if (!key) continue;
    const dice = new Dice(system.seed, 'workflow', facts.index);
    const waiting = facts.progress < JOURNEY.indexOf('APPROVED_PENDING_EFFECTIVE');
    yield writer.record(key, {
      uuid: dice.uuid(),
      document: writer.ref(facts.key),
      workflow_type: workflowType(facts),
      current_state: writer.ref(entryOf(system.states, JOURNEY[facts.progress] ?? 'DRAFT')),
      initiated_by: writer.ref(facts.author.key),
      current_assignee: waiting ? writer.ref(actor(facts, facts.progress + 1).key) : null,
      selected_reviewer: writer.ref(facts.reviewer.key),
      selected_approver: facts.progress > 3 ? writer.ref(facts.approver.key) : null,
      created_at: moment(stepTime(facts, 1) - 40),
      updated_at: moment(stepTime(facts, facts.progress) + 5),
      due_date: waiting ? moment(stepTime(facts, 1) + 30 * DAY) : null,
      effective_date: waiting ? null : day(stepTime(facts, 7)),
      obsoleting_date: null,
      workflow_data: { review_type: 'standard', rounds: 1, people: { reviewer: facts.reviewer.username } },
      up_version_reason: facts.major > 1 ? 'New equipment' : '',
      obsoleting_reason: '',
      termination_reason: '',
      is_terminated: false,
      last_approved_state: waiting ? '' : 'APPROVED_PENDING_EFFECTIVE',
    });
  }
}

export function* transitionRecords(system: System, extent: Extent, writer: Writer): Generator<FixtureRecord> {
  let pk = 6001;
  for (const facts of allDocuments(system, extent)) {
    const workflow = workflowKey(facts);
    if (!workflow) continue;
    for (let step = 1; step <= facts.progress; step += 1) {
      const to = JOURNEY[step] ?? 'DRAFT';
      yield writer.record(
        { model: 'workflows.documenttransition', pk, natural: [...(workflow.natural ?? []), pk] },
        {
          uuid: new Dice(system.seed, 'transition', facts.index, step).uuid(),
          workflow: writer.ref(workflow),
          from_state: writer.ref(entryOf(system.states, JOURNEY[step - 1] ?? 'DRAFT')),
          to_state: writer.ref(entryOf(system.states, to)),
          transitioned_by: writer.ref(actor(facts, step).key),
          transitioned_at: moment(stepTime(facts, step)),
          comment: step === 3 ? 'Reviewed — no findings ✓' : '',
          transition_data: step === 1 ? { assignee: facts.reviewer.username } : {},
        },
      );
      pk += 1;
    }
  }
}

/** Who takes a document to a step of its journey. */
export function actor(facts: DocumentFacts, step: number): Person {
  if (step === 2 || step === 3) return facts.reviewer;
  return step === 5 || step === 6 ? facts.approver : facts.author;
}

function workflowType(facts: DocumentFacts): string {
  return facts.major > 1 ? 'UP_VERSION' : 'REVIEW';
}
