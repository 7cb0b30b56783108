import {rootCertificates} from 'node:tls';
import type {Dispatcher} from 'undici';
import {proxyFor} from './proxy.js';

/** How a request gets to a URL: directly or through a proxy. */
export interface Route {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the proxy, without its credentials. */
  readonly proxy?: string;
}

export interface Routes {
  to(url: URL): Route;
  /** Ends all connections. */
  close(): Promise<void>;
}

export interface RouteSettings {
  readonly env: NodeJS.ProcessEnv;
  /** CA certificates besides those of Node, in PEM. */
  readonly ca?: Buffer | undefined;
  /** Milliseconds without a byte after which a transfer is given up. */
  readonly stallMs: number;
}

const CONNECT_MS = 10_000;

export const openRoutes = async ({env, ca, stallMs}: RouteSettings): Promise<Routes> => {
  // Loaded by what downloads, and not by every command.
  const {Agent, Pool, ProxyAgent} = await import('undici');
  const timeouts = {headersTimeout: stallMs, bodyTimeout: stallMs};
  const tls = ca === undefined ? {} : {ca: [...rootCertificates, ca.toString()]};
  const connect = {timeout: CONNECT_MS, ...tls};
  const direct = new Agent({...timeouts, connect});
  const tunnels = new Map<string, Dispatcher>();

  const tunnelThrough = (proxy: URL): Dispatcher => {
    const existing = tunnels.get(proxy.href);
    if (existing !== undefined) return existing;
    const authorization = authorizationOf(proxy);
    const created = new ProxyAgent({
      ...timeouts,
      uri: withoutCredentials(proxy),
      requestTls: connect,
      proxyTls: connect,
      ...(authorization === undefined ? {} : {token: authorization}),
      // The request for the tunnel has a time limit as well.
      clientFactory: (origin, options) => new Pool(origin, {...options, ...timeouts}),
    });
    tunnels.set(proxy.href, created);
    return created;
  };

  return {
    to: url => {
      const proxy = proxyFor(url, env);
      const path = `${url.pathname}${url.search}`;
      if (proxy === undefined) return {dispatcher: direct, origin: url.origin, path, headers: {}};
      const shown = withoutCredentials(proxy);
      if (url.protocol === 'https:')
        return {dispatcher: tunnelThrough(proxy), origin: url.origin, path, headers: {}, proxy: shown};
      // As proxies expect it for http: the URL as the path of the request.
      const authorization = authorizationOf(proxy);
      const headers = {host: url.host, ...(authorization && {'proxy-authorization': authorization})};
      return {dispatcher: direct, origin: proxy.origin, path: `${url.origin}${path}`, headers, proxy: shown};
    },
    close: async () => {
      await Promise.all([direct, ...tunnels.values()].map(each => each.destroy()));
    },
  };
};

const authorizationOf = ({username, password}: URL): string | undefined =>
  username === ''
    ? undefined
    : `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`;

/** "http://proxy.example.com:3128" */
const withoutCredentials = ({origin}: URL): string => origin;
