import type {RegistryConfig} from '../../model/config.js';

/** `config_path` in config.toml. */
const CERTS = '/etc/containerd/certs.d';

/** Stands for every registry without a folder of its own. */
export const DEFAULT_REGISTRY = '_default';

/** containerd looks for "host_5000_" before "host:5000". */
export const registryFolder = (host: string): string => `${CERTS}/${host.replace(/:(\d+)$/, '_$1_')}`;

export const registryCaPath = (host: string): string => `${registryFolder(host)}/ca.crt`;
export const hostsTomlPath = (folder: string): string => `${folder}/hosts.toml`;

const ON_HOST = new RegExp(`^(${CERTS}/(_default|[a-z0-9]([a-z0-9.-]*[a-z0-9])?(_\\d{1,5}_)?))/hosts\\.toml$`);

/** The folder of a hosts.toml by its path on a host; undefined for any other path. */
export const folderOfHostsToml = (path: string): string | undefined => ON_HOST.exec(path)?.[1];

/**
 * How containerd reaches a registry: its mirrors in their order, then the registry itself. containerd reads it at each
 * pull. The CA path is absolute, because a folder of another registry may have the same text.
 *
 * @param authorization value of the header for the mirrors, or for the registry if it has none.
 */
export function hostsToml({host, mirrors, ca}: RegistryConfig, authorization?: string): string {
  const caLine = ca === undefined ? [] : [`ca = ${quoted(registryCaPath(host))}`];
  const header = authorization === undefined ? [] : [`Authorization = ${quoted(authorization)}`];
  return [
    '# From spec.registries in cluster.yaml.',
    ...(host === DEFAULT_REGISTRY || isLoopback(host) ? [] : [`server = ${quoted(serverOf(host))}`]),
    // The default registry stands for all others: only its mirrors are trusted by this CA.
    ...(host === DEFAULT_REGISTRY ? [] : caLine),
    ...(mirrors.length > 0 || header.length === 0 ? [] : ['', '[header]', ...header]),
    ...[...new Set(mirrors)].flatMap(mirror => ['', ...mirrorTables(mirror, caLine, header)]),
    '',
  ].join('\n');
}

/** Not empty: containerd would use the certificates in the folder then. */
export const NO_ENTRY = '# No longer in spec.registries in cluster.yaml.\n';

const mirrorTables = (mirror: string, caLine: readonly string[], header: readonly string[]): readonly string[] => [
  `[host.${quoted(mirror)}]`,
  'capabilities = ["pull", "resolve"]',
  // With a CA, containerd would try https first.
  ...(mirror.startsWith('https:') ? caLine : []),
  // Otherwise containerd appends /v2 to the path.
  ...(new URL(mirror).pathname === '/' ? [] : ['override_path = true']),
  ...(header.length === 0 ? [] : [`[host.${quoted(mirror)}.header]`, ...header]),
];

/** It may speak http: without a server, containerd finds out. */
const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3})(:\d+)?$/.test(host);

const serverOf = (host: string): string => `https://${host === 'docker.io' ? 'registry-1.docker.io' : host}`;

/** A basic string of TOML: JSON escapes the same characters. */
const quoted = (text: string): string => JSON.stringify(text);
