import { type CountedTrait, countTraits } from '../adapt/summarise-adaptations.ts';
import { agree, counted } from '../figures.ts';
import type { Problem } from '../problems.ts';
import type { PlanContext } from './plan-context.ts';

/** Findings about the plan as a whole: what is kept, left out or has no place. */
export function planProblems(context: PlanContext): void {
  const { problems } = context;
  for (const trait of countTraits(context)) {
    const problem = traitProblem(trait, context);
    if (problem) problems.add(problem);
  }
  if (context.keptGenericReferences.size > 0) {
    problems.add({
      code: 'GENERIC_REFERENCE_KEPT',
      severity: 'note',
      message: `${context.keptGenericReferences.size} records name an object by a number of the old system that the package does not explain. They keep it as it is.`,
      advice:
        'Audit rows stay readable by their description; their object_id may name nothing in this system.',
    });
  }
  for (const username of context.missingUsers) {
    const invented = context.inventedUsers.has(username);
    problems.add({
      code: invented ? 'USER_CREATED_INACTIVE' : 'USER_MISSING',
      severity: 'warning',
      message: invented
        ? `The user ${username} is in neither package nor target; it is created inactive and cannot sign in.`
        : `The user ${username} is referred to, but is in neither package nor target.`,
      advice: invented
        ? 'Check the account after the restore.'
        : 'Create the user first, or choose that missing users are created inactive.',
      where: { model: 'users.user', key: username },
    });
  }
}

function traitProblem(trait: CountedTrait, { adapt, bound }: PlanContext): Problem | null {
  const { kind, label, field, value, records } = trait;
  const name = `${label}.${field}`;
  const where = { field: name };
  switch (kind) {
    case 'no-column':
      return {
        code: 'FIELD_WITHOUT_COLUMN',
        severity: 'warning',
        message: `${counted(records, 'record')} ${agree(records, 'has', 'have')} a value for ${name}, for which the target has no column.`,
        advice: 'The package comes from another version of the EDMS. The values are kept in the side file.',
        where,
      };
    case 'no-place':
      return {
        code: 'REFERENCE_WITHOUT_PLACE',
        severity: 'warning',
        message: `${counted(records, 'record')} ${agree(records, 'refers', 'refer')} in ${name} to something that the target's EDMS does not have. What is restored is without it.`,
        advice: 'The package comes from another version of the EDMS. The values are kept in the side file.',
        where,
      };
    case 'emptied':
      return {
        code: 'NULL_BECOMES_EMPTY',
        severity: 'note',
        message: `${counted(records, 'record')} ${agree(records, 'has', 'have')} no value for ${name}, where the target takes no null: it gets the empty text.`,
        advice: 'The EDMS shows both alike. Nothing needs to be done.',
        where,
      };
    case 'filled': {
      const model = bound.get(label);
      const column = model?.columns.get(field);
      const source = model && column ? adapt.fills.absent(model, column)?.value?.source : undefined;
      return {
        code: 'VALUE_FILLED',
        severity: source === 'person' || source === 'version' ? 'note' : 'warning',
        message: `${counted(records, 'record')} ${agree(records, 'has', 'have')} no value for ${name}, which the target needs: it gets ${value === '' ? 'the empty text' : value}.`,
        advice: `Give another value with a fill for ${name} if that is not right.`,
        where,
      };
    }
    case 'value-missing':
      return null;
  }
}
