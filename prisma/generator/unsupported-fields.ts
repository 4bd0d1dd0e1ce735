/** A field whose type Prisma does not know, read from the text of the schema. */
export interface UnsupportedField {
  readonly name: string;
  readonly column: string;
  /** The PostgreSQL type inside `Unsupported("…")`. */
  readonly type: string;
  readonly required: boolean;
  readonly documentation: string;
  /** Prisma name of the next field that Prisma does know, or undefined at the end of the model. */
  readonly before?: string;
}

/**
 * The `Unsupported("…")` fields by model. Prisma keeps them out of the data model that it hands to generators;
 * the text is as `prisma format` writes it, one field a line.
 */
export function unsupportedFields(schemaText: string): ReadonlyMap<string, readonly UnsupportedField[]> {
  const found = new Map<string, UnsupportedField[]>();
  for (const block of schemaText.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)) {
    const [, model = '', body = ''] = block;
    const fields = fieldsOf(body);
    if (fields.length > 0) found.set(model, fields);
  }
  return found;
}

function fieldsOf(body: string): UnsupportedField[] {
  const fields: UnsupportedField[] = [];
  let documentation = '';
  for (const line of body.split('\n').map((one) => one.trim())) {
    if (line.startsWith('///')) {
      documentation += `${line.slice(3).trim()}\n`;
      continue;
    }
    const match = /^(\w+)\s+Unsupported\("([^"]+)"\)(\??)/.exec(line);
    if (match !== null) {
      const [, name = '', type = '', optional = ''] = match;
      const column = /@map\("([^"]+)"\)/.exec(line)?.[1] ?? name;
      fields.push({ name, column, type, required: optional === '', documentation });
    } else {
      const next = /^(\w+)\s+\S/.exec(line)?.[1];
      if (next !== undefined) settle(fields, next);
    }
    documentation = '';
  }
  return fields;
}

function settle(fields: UnsupportedField[], next: string): void {
  for (const [index, field] of fields.entries()) {
    if (field.before === undefined) fields[index] = { ...field, before: next };
  }
}
