/** The content of a kubeconfig. */
export interface KubeconfigParts {
  readonly clusterName: string;
  readonly server: string;
  readonly caPem: string;
  readonly user: string;
  readonly certPem: string;
  readonly keyPem: string;
}

/** The name of the context of a user, as kubeadm names it. */
export const contextName = (user: string, clusterName: string): string => `${user}@${clusterName}`;

/**
 * The same for people, who merge the kubeconfigs of many clusters: the entry of the user is named as the context, so that
 * each cluster has its own.
 */
export const personalKubeconfigText = (parts: KubeconfigParts): string => {
  const context = contextName(parts.user, parts.clusterName);
  return textOf({...parts, user: context}, context);
};

/** The text of a kubeconfig around the private key, which is in base64 in it. */
export interface AroundKey {
  readonly before: string;
  readonly after: string;
}

/** A kubeconfig in the shape kubectl writes, with one cluster, one user and the context `<user>@<cluster>`. */
export const aroundKey = (parts: Omit<KubeconfigParts, 'keyPem'>): AroundKey =>
  around(parts, contextName(parts.user, parts.clusterName));

/** The same with the private key. */
export const kubeconfigText = (parts: KubeconfigParts): string =>
  textOf(parts, contextName(parts.user, parts.clusterName));

function textOf(parts: KubeconfigParts, contextOfUser: string): string {
  const {before, after} = around(parts, contextOfUser);
  return before + base64(parts.keyPem) + after;
}

function around(parts: Omit<KubeconfigParts, 'keyPem'>, contextOfUser: string): AroundKey {
  const {server, caPem, certPem} = parts;
  const [cluster, user, context] = [parts.clusterName, parts.user, contextOfUser].map(yamlName);
  const before = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${base64(caPem)}
    server: ${server}
  name: ${cluster}
contexts:
- context:
    cluster: ${cluster}
    user: ${user}
  name: ${context}
current-context: ${context}
kind: Config
users:
- name: ${user}
  user:
    client-certificate-data: ${base64(certPem)}
    client-key-data: `;
  return {before, after: '\n'};
}

/** The public parts of a kubeconfig; certificates as PEM. */
export type PublicKubeconfig = Pick<KubeconfigParts, 'server' | 'caPem' | 'certPem'>;

/** Reads a kubeconfig of one cluster and one user; undefined for any other text. The private key may be left out. */
export function readKubeconfig(text: string): PublicKubeconfig | undefined {
  const server = only(text, SERVER);
  const ca = only(text, CA);
  const cert = only(text, CERT);
  if (server === undefined || ca === undefined || cert === undefined) return undefined;
  return {server, caPem: plain(ca), certPem: plain(cert)};
}

const entry = (key: string): RegExp => new RegExp(`^[ -]*${key}: *(["']?)(\\S+)\\1 *\\r?$`, 'gm');
const [SERVER, CA, CERT] = [entry('server'), entry('certificate-authority-data'), entry('client-certificate-data')];

function only(text: string, key: RegExp): string | undefined {
  const found = [...text.matchAll(key)];
  return found.length === 1 ? found[0]?.[2] : undefined;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const plain = (text: string): string => Buffer.from(text, 'base64').toString();

/** A name may be "true" or "2026", which YAML reads as a boolean or a number. */
const yamlName = (name: string): string =>
  /^[a-z](?:[a-z0-9.:@/+_-]*[a-z0-9])?$/i.test(name) && !/^(true|false|yes|no|on|off|y|n|null)$/i.test(name)
    ? name
    : JSON.stringify(name);
