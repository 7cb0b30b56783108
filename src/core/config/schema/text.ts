import {z} from 'zod';
import {isAddress} from '../../network/address.js';
import {isCidr} from '../../network/cidr.js';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_LABEL = new RegExp(`^${label}$`);
const DNS_NAME = new RegExp(`^${label}(\\.${label})*$`);

/** `expected` completes the sentence "expected …"; messages.ts adds what the file has. */
const text = (pattern: RegExp, expected: string) => z.string().regex(pattern, expected);

/** Names that are also label values, host names and parts of file names: the lowest limit of these is 63. */
export const dnsLabel = text(DNS_LABEL, 'lower-case letters, digits and dashes (a DNS label)').max(63);
export const hostName = text(DNS_NAME, 'lower-case letters, digits, dashes and dots (a DNS-1123 name)').max(63);
export const dnsName = text(DNS_NAME, 'a DNS name in lower case').max(253);

/** One certificate in PEM, as `openssl x509` writes it. */
export const pemCertificate = text(
  /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]{100,8000}\n-----END CERTIFICATE-----\n?$/,
  'one certificate in PEM',
).transform(value => `${value.trimEnd()}\n`);
/** A recipient of age with an X25519 key: Bech32. */
export const ageRecipient = text(
  /^age1[02-9ac-hj-np-z]{58}$/,
  'a recipient of age (age1…), as `age-keygen -y` prints it',
);
export const age = text(/^[1-9]\d{0,3}[mhdw]$/, 'an age like 48h, 7d or 4w');

export const nonEmpty = text(/^[^\x00-\x1f\x7f]+$/, 'a non-empty string of one line');
export const oneLine = text(/^[^\x00-\x1f\x7f]*$/, 'a string of one line');

export const address = z.string().refine(isAddress, 'an IPv4 or IPv6 address like 10.0.0.5');
export const cidr = z.string().refine(isCidr, 'a CIDR like 10.244.0.0/16');
export const dnsNameOrAddress = z.string().refine(isNameOrAddress, 'a DNS name in lower case or an address');
export const certificateName = z
  .string()
  .refine(
    value => isNameOrAddress(value.replace(/^\*\./, '')),
    'a DNS name in lower case, "*." and a DNS name, or an address',
  );
export const endpointUrl = z
  .string()
  .refine(isEndpointUrl, 'a URL with a port and no path, like https://10.0.0.5:2379');
export const sshTarget = text(
  /^([^\s@:-][^\s@:]*@)?(\[[0-9a-fA-F:]+\]|[^\s@:[\]-][^\s@:[\]]*)(:\d{1,5})?$/,
  '[user@]host[:port]',
);
export const userName = text(/^[^\s\x00-\x1f\x7f:-][^\s\x00-\x1f\x7f:]*$/, 'a user name');

export const httpUrl = z
  .string()
  .refine(isHttpUrl, 'an http or https URL without credentials, like https://files.example.com/k8s');
export const httpsUrl = z
  .string()
  .refine(
    value => isHttpUrl(value) && value.startsWith('https://') && !/[?#]/.test(value),
    'an https URL without credentials, query and fragment, like https://login.example.com',
  );
export const environmentName = text(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable');
export const registryName = z.string().refine(isRegistryName, 'a registry like registry.example.com:5000, or _default');
export const proxyUrl = z
  .string()
  .refine(
    value => isHttpUrl(value) && /^\/?$/.test(new URL(value).pathname),
    'an http or https URL without credentials and path, like http://proxy.example.com:3128',
  );
export const noProxyEntry = z
  .string()
  .refine(
    value => isCidr(value) || isNameOrAddress(value.replace(/^\*?\./, '').toLowerCase()),
    'a host, a domain like .example.com, or a CIDR',
  );
export const sha256Hex = text(/^[0-9a-f]{64}$/, 'a SHA-256 digest of 64 hexadecimal digits');

export const port = z.int().min(1).max(65535);
export const days = z.int().min(1).max(36500);

export const kubernetesVersion = text(/^v?1\.\d{1,3}\.\d{1,3}(-[0-9a-z.-]+)?$/, 'a full version like 1.36.3');
export const etcdVersion = text(/^v?3\.\d{1,3}\.\d{1,3}(-[0-9a-z.-]+)?$/, 'a full version like 3.6.16');

export const flagName = text(
  /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  'the name of a flag without leading dashes, like audit-log-maxage',
);

/** As the API server requires it: an etcd endpoint has no path and no default port. */
function isEndpointUrl(value: string): boolean {
  const [, host = '', port = ''] = /^https:\/\/(\[[^\]]+\]|[^:/[\]]+):(\d{1,5})$/.exec(value) ?? [];
  const bare = host.startsWith('[') ? host.slice(1, -1) : host;
  return isNameOrAddress(bare) && Number(port) >= 1 && Number(port) <= 65535;
}

// "10.0.0" and "10.0.0.256" match the pattern of DNS names, but are mistyped addresses.
function isNameOrAddress(value: string): boolean {
  return isAddress(value) || (value.length <= 253 && DNS_NAME.test(value) && !/^[0-9.]+$/.test(value));
}

/** Characters that a URL need not encode only: it becomes part of requests to hosts and of configuration files. */
function isHttpUrl(value: string): boolean {
  if (!/^https?:\/\/[\w.~:/%[\]@!$&'()*+,;=-]+$/.test(value) || !URL.canParse(value)) return false;
  const {username, password, hostname} = new URL(value);
  return hostname !== '' && username === '' && password === '';
}

function isRegistryName(value: string): boolean {
  const [, host = '', port = '443'] = /^([^:]+)(?::(\d{1,5}))?$/.exec(value) ?? [];
  return value === '_default' || (isNameOrAddress(host) && Number(port) >= 1 && Number(port) <= 65535);
}
