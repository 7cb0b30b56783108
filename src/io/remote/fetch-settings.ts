import type {DesiredCluster} from '../../core/model/desired.js';
import {noProxyOf} from '../../core/model/no-proxy.js';
import {isAddress} from '../../core/network/address.js';
import {cidrContains, isCidr} from '../../core/network/cidr.js';

/** How hosts download. The secrets in it are sent over standard input only, and are in no log. */
export interface FetchSettings {
  /** This and the path of a source are the URL: "https://", "https://files.example.com/k8s/". */
  readonly base: string;
  /** Undefined: no proxy, whatever the environment of the host says. */
  readonly proxy?: {readonly http?: string; readonly https?: string; readonly noProxy: readonly string[]};
  /** CA certificates in PEM; undefined: those of the host. */
  readonly certificates?: Uint8Array;
  /** Of the header Authorization, for the host of the URL only. */
  readonly authorization?: string;
  /** Seconds until a connection, and a transfer without data, is given up. */
  readonly connectSeconds?: number;
  readonly stallSeconds?: number;
}

/** Without what is secret, or in files. Undefined if hosts download nothing. */
export const fetchSettingsOf = (desired: DesiredCluster): FetchSettings | undefined => {
  const {downloads, proxy} = desired;
  if (downloads === undefined) return undefined;
  if (proxy === undefined) return downloads;
  return {...downloads, proxy: {...proxy, noProxy: withServer(downloads.base, noProxyOf(desired))}};
};

/** With the address of the server, if a CIDR exempts it: wget and older versions of curl do not know CIDRs. */
function withServer(base: string, noProxy: readonly string[]): readonly string[] {
  const address = base === 'https://' ? '' : new URL(base).hostname.replace(/^\[(.*)\]$/, '$1');
  const isExempt = isAddress(address) && noProxy.some(each => isCidr(each) && cidrContains(each, address));
  return isExempt && !noProxy.includes(address) ? [...noProxy, address] : noProxy;
}

/** The lines that download.sh reads first. */
export const settingLines = (settings: FetchSettings): readonly string[] => {
  const {proxy, certificates, authorization, connectSeconds, stallSeconds} = settings;
  return [
    ...(connectSeconds === undefined ? [] : [`connect-seconds\t${connectSeconds}`]),
    ...(stallSeconds === undefined ? [] : [`stall-seconds\t${stallSeconds}`]),
    ...proxyLines(proxy),
    ...(authorization === undefined ? [] : [`authorization\t${authorization}`]),
    ...(certificates === undefined ? [] : [`certificates\t${Buffer.from(certificates).toString('base64')}`]),
  ];
};

export const proxyLines = (proxy: FetchSettings['proxy']): readonly string[] =>
  proxy === undefined
    ? []
    : [
        `no-proxy\t${proxy.noProxy.join(',')}`,
        ...(proxy.http === undefined ? [] : [`http-proxy\t${proxy.http}`]),
        ...(proxy.https === undefined ? [] : [`https-proxy\t${proxy.https}`]),
      ];
