import {z} from 'zod';
import {isAddress} from '../../network/address.js';
import {isCidr} from '../../network/cidr.js';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_LABEL = new RegExp(`^${label}$`);
const DNS_NAME = new RegExp(`^${label}(\\.${label})*$`);

/** Messages complete the sentence "expected …": wording.ts adds what stands there instead. */
const text = (pattern: RegExp, expected: string) => z.string().regex(pattern, expected);

/** What becomes a label value, a host name and part of file names: the shortest limit of them is 63. */
export const dnsLabel = text(DNS_LABEL, 'lower-case letters, digits and dashes (a DNS label)').max(63);
export const hostName = text(DNS_NAME, 'lower-case letters, digits, dashes and dots (a DNS-1123 name)').max(63);
export const dnsName = text(DNS_NAME, 'a DNS name in lower case').max(253);

export const nonEmpty = text(/^[^\x00-\x1f\x7f]+$/, 'a text of one line that is not empty');
export const oneLine = text(/^[^\x00-\x1f\x7f]*$/, 'a text of one line');

export const address = z.string().refine(isAddress, 'an IPv4 or IPv6 address like 10.0.0.5');
export const cidr = z.string().refine(isCidr, 'a range of addresses like 10.244.0.0/16');
export const dnsNameOrAddress = z.string().refine(isNameOrAddress, 'a DNS name in lower case or an address');
export const certificateName = z
  .string()
  .refine(
    value => isNameOrAddress(value.replace(/^\*\./, '')),
    'a DNS name in lower case, "*." and a DNS name, or an address',
  );
export const endpointUrl = z
  .string()
  .refine(isEndpointUrl, 'a URL with a port and nothing behind it, like https://10.0.0.5:2379');
export const sshTarget = text(
  /^([^\s@:-][^\s@:]*@)?(\[[0-9a-fA-F:]+\]|[^\s@:[\]-][^\s@:[\]]*)(:\d{1,5})?$/,
  '[user@]host[:port]',
);
export const userName = text(/^[^\s\x00-\x1f\x7f:-][^\s\x00-\x1f\x7f:]*$/, 'a user name');

export const port = z.int().min(1).max(65535);
export const days = z.int().min(1).max(36500);

export const kubernetesVersion = text(/^v?1\.\d{1,3}\.\d{1,3}(-[0-9a-z.-]+)?$/, 'a full version like 1.36.3');
export const etcdVersion = text(/^v?3\.\d{1,3}\.\d{1,3}(-[0-9a-z.-]+)?$/, 'a full version like 3.6.16');

export const flagName = text(
  /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  'the name of a flag without dashes before it, like audit-log-maxage',
);

/** As the API server takes it: a client of etcd knows no paths, and no default port. */
function isEndpointUrl(value: string): boolean {
  const [, host = '', port = ''] = /^https:\/\/(\[[^\]]+\]|[^:/[\]]+):(\d{1,5})$/.exec(value) ?? [];
  const bare = host.startsWith('[') ? host.slice(1, -1) : host;
  return isNameOrAddress(bare) && Number(port) >= 1 && Number(port) <= 65535;
}

// "10.0.0" and "10.0.0.256" would be DNS names by their letters; nobody means one.
function isNameOrAddress(value: string): boolean {
  return isAddress(value) || (value.length <= 253 && DNS_NAME.test(value) && !/^[0-9.]+$/.test(value));
}
