import type {RegistryConfig} from '../../model/config.js';
import type {DesiredCluster} from '../../model/desired.js';
import {serviceNoProxyOf} from '../../model/no-proxy.js';

/** Lines for the unit of containerd, each after a line break; "" without a proxy. */
export function proxyEnvironment(desired: DesiredCluster): string {
  const {http, https} = desired.proxy ?? {};
  if (http === undefined && https === undefined) return '';
  const noProxy = serviceNoProxyOf(desired, desired.registries.flatMap(hostNames)).join(',');
  return [...variable('HTTP_PROXY', http), ...variable('HTTPS_PROXY', https), ...variable('NO_PROXY', noProxy)]
    .map(line => `\n${line}`)
    .join('');
}

/** Programs differ in which of the two they read. A percent sign starts a specifier of systemd. */
const variable = (name: string, value: string | undefined): readonly string[] =>
  value === undefined
    ? []
    : [name, name.toLowerCase()].map(each => `Environment="${each}=${value.replaceAll('%', '%%')}"`);

/** Of a registry and its mirrors, without ports. */
const hostNames = ({host, mirrors}: RegistryConfig): readonly string[] => [
  host.replace(/:\d+$/, ''),
  ...mirrors.map(mirror => new URL(mirror).hostname.replace(/^\[(.*)\]$/, '$1')),
];
