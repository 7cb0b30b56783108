import {Failure} from '../../../core/failure.js';
import {canonicalHost, isAddress} from '../../../core/network/address.js';
import {cidrContains, isCidr} from '../../../core/network/cidr.js';

/**
 * The proxy for a URL by the variables that curl and Go know, in lower or upper case; undefined if it is reached
 * directly. NO_PROXY has names, domains, addresses and CIDRs, with a port or without, or `*`.
 * @throws Failure download/proxy for a variable that is not the URL of a proxy.
 */
export const proxyFor = (url: URL, env: NodeJS.ProcessEnv): URL | undefined => {
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const variable = [name, name.toUpperCase(), 'all_proxy', 'ALL_PROXY'].find(each => env[each]);
  if (variable === undefined || isExempt(url, env.no_proxy || env.NO_PROXY || '')) return undefined;
  const value = env[variable]!.trim();
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy !== undefined && /^https?:$/.test(proxy.protocol)) return proxy;
  throw new Failure('download/proxy', `Downloading ${url.href}: the value of ${variable} is not an http or https URL`, {
    suggestions: [`set it, for example: export ${variable}=http://proxy.example.com:3128`],
  });
};

const isExempt = ({hostname, port, protocol}: URL, list: string): boolean => {
  const host = canonicalHost(hostname.replace(/^\[|\]$/g, ''));
  const effective = port || (protocol === 'https:' ? '443' : '80');
  return list
    .split(/[\s,]+/)
    .filter(entry => entry !== '')
    .some(entry => suits(entry.toLowerCase(), host, effective));
};

const suits = (entry: string, host: string, port: string): boolean => {
  if (entry === '*') return true;
  if (isCidr(entry)) return isAddress(host) && cidrContains(entry, host);
  const [, name = entry, own = port] = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
  if (own !== port) return false;
  const plain = name.replace(/^\[|\]$/g, '');
  if (isAddress(plain)) return canonicalHost(plain) === host;
  const domain = plain.replace(/^\*?\./, '');
  return host === domain || host.endsWith(`.${domain}`);
};
