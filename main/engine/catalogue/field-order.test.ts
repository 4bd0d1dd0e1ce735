import { expect, it } from 'vitest';
import { edmsCatalogue } from './edms-catalogue.ts';
import { inDeclaredOrder } from './field-order.ts';

it('loses no field of any model, and puts an unknown one last', () => {
  for (const { label, fields } of edmsCatalogue().models.values()) {
    const sorted = inDeclaredOrder(label, [{ name: 'unknown to all' }, ...fields]);
    expect(new Set(sorted.slice(0, -1)), label).toEqual(new Set(fields));
    if (edmsCatalogue().models.get(label)?.through) continue;
    expect(sorted.at(-1)?.name, label).toBe('unknown to all');
  }
});

it('has references where Django declares them', () => {
  const role = edmsCatalogue().models.get('users.role');
  const names = inDeclaredOrder('users.role', role?.fields ?? []).map(({ name }) => name);
  expect(names.slice(5, 8)).toEqual(['permission_level', 'inherits_from', 'is_active']);
});
