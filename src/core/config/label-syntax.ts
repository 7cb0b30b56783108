const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Why Kubernetes refuses a key of a label or taint; undefined when it takes it. */
export function keyFault(key: string): string | undefined {
  const {prefix, name} = keyParts(key);
  if (prefix !== undefined && (!PREFIX.test(prefix) || prefix.length > 253)) {
    return `before the slash of "${key}" must stand a DNS name in lower case`;
  }
  return NAME.test(name)
    ? undefined
    : `"${key}" is not a key: up to 63 letters, digits and -_. that begin and end with a letter or digit, after an optional prefix/`;
}

/** Why Kubernetes refuses the value of a label or taint; undefined when it takes it. */
export const valueFault = (value: string): string | undefined =>
  value === '' || NAME.test(value)
    ? undefined
    : `"${value}" is not a value: up to 63 letters, digits and -_. that begin and end with a letter or digit`;

/** Is the key one of Kubernetes' own name spaces? */
export function isReserved(key: string): boolean {
  const {prefix = ''} = keyParts(key);
  return ['kubernetes.io', 'k8s.io'].some(domain => prefix === domain || prefix.endsWith(`.${domain}`));
}

function keyParts(key: string): {readonly prefix?: string; readonly name: string} {
  const slash = key.indexOf('/');
  return slash < 0 ? {name: key} : {prefix: key.slice(0, slash), name: key.slice(slash + 1)};
}
