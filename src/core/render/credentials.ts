/**
 * What a service without root reads: systemd copies the files at each start to where only the user of the service can read
 * them. They stay root's, whatever the modes of their directories are, and a certificate always matches its key.
 */
export interface Credentials {
  /** LoadCredential= lines. */
  readonly lines: string;
  /** The copy of a file that the service reads; any other value as it is. */
  readonly copyOf: (value: string) => string;
}

export function credentialsOf(unit: string, paths: readonly string[]): Credentials {
  const copies = new Map(paths.map(path => [path, `/run/credentials/${unit}/${credentialName(path)}`]));
  return {
    lines: paths.map(path => `LoadCredential=${credentialName(path)}:${path}`).join('\n'),
    copyOf: value => copies.get(value) ?? value,
  };
}

/** "etcd-server.key" for /etc/kubernetes/pki/etcd/server.key. templates/host/started.sh derives the same name. */
export const credentialName = (path: string): string =>
  path
    .replace(/^\/etc\/kubernetes\//, '')
    .replace(/^pki\//, '')
    .replace(/^\//, '')
    .replaceAll('/', '-');
