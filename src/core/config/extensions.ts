/**
 * Without the keys that begin with `x-` at the top level, in `spec` and in each host: they are a place for anchors, and
 * the format ignores them.
 */
export function withoutExtensions(data: unknown): unknown {
  const file = withoutOwn(data);
  if (!isMapping(file)) return file;
  const spec = withoutOwn(file.spec);
  if (!isMapping(spec)) return file;
  const {hosts} = spec;
  return {...file, spec: {...spec, ...(Array.isArray(hosts) ? {hosts: hosts.map(withoutOwn)} : {})}};
}

const withoutOwn = (value: unknown): unknown =>
  isMapping(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('x-'))) : value;

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
