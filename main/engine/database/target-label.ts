/**
 * What a server's database is called where it is shown and kept: `postgresql://user@host:5432/database`, with the schema
 * where the EDMS lives in another one than `public` (`?schema=edms`), or all of a search path that names more than one.
 * Two EDMS of one database are two targets: jobs, journals and snapshots are told apart by this.
 */
export function serverLabel({
  host = 'localhost',
  port,
  user = '',
  database = '',
  searchPath,
}: Labelled): string {
  const place = host.startsWith('/') ? encodeURIComponent(host) : host.includes(':') ? `[${host}]` : host;
  const where = `postgresql://${user && `${encodeURIComponent(user)}@`}${place}:${port}/${database}`;
  return `${where}${searchPath === undefined ? '' : schemaOf(searchPath)}`;
}

interface Labelled {
  readonly host: string | undefined;
  readonly port: number;
  readonly user: string | undefined;
  readonly database: string | undefined;
  readonly searchPath: string | undefined;
}

/** Whether two labels name one target: another role sees the same database. */
export function isSameTarget(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && withoutUser(one) === withoutUser(other);
}

function withoutUser(label: string): string {
  return label.replace(/^(\w+:\/\/)[^@/]*@/, '$1');
}

/** `edms`, `"edms"` and `EDMS` are one schema, `"EDMS"` is another. */
function schemaOf(searchPath: string): string {
  const names = searchPath.match(/"(?:[^"]|"")*"|[^\s,"]+/g) ?? [];
  const schemas = names.map((name) =>
    name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase(),
  );
  const [first] = schemas;
  // The first that is there is the one in which everything is looked for; a role has seldom a schema of its name.
  if (first === undefined || schemas.filter((name) => name !== '$user').join() === 'public') return '';
  return schemas.length === 1
    ? `?schema=${encodeURIComponent(first)}`
    : `?search_path=${encodeURIComponent(names.join(','))}`;
}
