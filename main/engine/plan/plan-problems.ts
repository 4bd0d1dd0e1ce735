import type { PlanContext } from './plan-context.ts';

/** Findings about the plan as a whole: what is kept, left out or has no place. */
export function planProblems(context: PlanContext): void {
  const { problems } = context;
  for (const [field, count] of context.unplacedFields) {
    problems.add({
      code: 'FIELD_WITHOUT_COLUMN',
      severity: 'warning',
      message: `${count} records have a value for ${field}, for which the target has no column. It is left out.`,
      advice:
        'The package comes from another version of the EDMS. Keep the package: these values are only in it.',
      where: { field },
    });
  }
  for (const [field, count] of context.emptiedFields) {
    problems.add({
      code: 'NULL_BECOMES_EMPTY',
      severity: 'note',
      message: `${count} records have no value for ${field}, where the target takes no null: it gets the empty text.`,
      advice: 'The EDMS shows both alike. Nothing needs to be done.',
      where: { field },
    });
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
