import type {RegistryConfig} from '../../model/config.js';
import type {DesiredCluster} from '../../model/desired.js';
import {serviceNoProxyOf} from '../../model/no-proxy.js';

/**
 * Lines for the unit of containerd, each after a line break. What spec.proxy does not set is unset: the service manager of
 * the host may have proxies in its DefaultEnvironment.
 */
export function proxyEnvironment(desired: DesiredCluster): string {
  const {http, https} = desired.proxy ?? {};
  const noProxy = serviceNoProxyOf(desired, desired.registries.flatMap(hostNames)).join(',');
  const values: Readonly<Record<string, string | undefined>> = {
    HTTP_PROXY: http,
    HTTPS_PROXY: https,
    ALL_PROXY: undefined,
    NO_PROXY: http === undefined && https === undefined ? undefined : noProxy,
  };
  // Programs differ in which of the two spellings they read.
  const all = Object.entries(values).flatMap(([name, value]) => [[name, value] as const, [name.toLowerCase(), value]]);
  const lines = all.flatMap(([name, value]) =>
    value === undefined ? [] : [`Environment="${name}=${escaped(value)}"`],
  );
  const unset = all.flatMap(([name, value]) => (value === undefined ? [name] : []));
  return [...lines, `UnsetEnvironment=${unset.join(' ')}`].map(line => `\n${line}`).join('');
}

/** A percent sign starts a specifier of systemd. */
const escaped = (value: string): string => value.replaceAll('%', '%%');

/** Of a registry and its mirrors, without ports. */
const hostNames = ({host, mirrors}: RegistryConfig): readonly string[] => [
  host.replace(/:\d+$/, ''),
  ...mirrors.map(mirror => new URL(mirror).hostname.replace(/^\[(.*)\]$/, '$1')),
];
