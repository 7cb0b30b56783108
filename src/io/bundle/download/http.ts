import type {IncomingHttpHeaders} from 'node:http';
import type {Dispatcher} from 'undici';
import {Failure} from '../../../core/failure.js';
import {isStall, proxyFailure, requestFailure, stalled} from './failure.js';
import {openRoutes, type Route, type RouteSettings} from './route.js';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Sent to the host and port of the URL, and not to those that it redirects to. */
  readonly authorization?: string | undefined;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** @throws Failure download/timeout, download/connection-lost */
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends the transfer without reading it. */
  discard(): Promise<void>;
}

/** Requests with redirects followed, through the proxies of the environment. */
export interface HttpClient {
  /** @throws Failure download/* for anything but a response. */
  send(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

export interface HttpSettings extends Omit<RouteSettings, 'stallMs'> {
  readonly signal: AbortSignal;
  readonly stallMs?: number;
}

/** Milliseconds without a byte after which a transfer is given up. */
const STALL_MS = 30_000;
const MOST_REDIRECTS = 10;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export const openHttp = async ({signal, stallMs = STALL_MS, ...settings}: HttpSettings): Promise<HttpClient> => {
  const routes = await openRoutes({...settings, stallMs});

  /** What to throw for an error; whatever an interrupted request fails with, the reason is the interruption. */
  const explained = (error: unknown, asked: string, url: URL, route: Route): unknown => {
    if (signal.aborted) return signal.reason;
    return isStall(error) ? stalled(asked, stallMs, error) : requestFailure(asked, error, {...route, to: url.origin});
  };

  /** @param url the one asked for, or one that it redirects to: that may have secrets in it, and is not shown. */
  const sendOnce = async (url: URL, asked: HttpRequest): Promise<HttpResponse> => {
    const {method, headers, body, authorization} = asked;
    const route = routes.to(url);
    const {dispatcher, origin, path} = route;
    const options: Dispatcher.RequestOptions = {
      origin,
      path,
      method,
      signal,
      ...(body === undefined ? {} : {body}),
      headers: {
        'user-agent': 'quorate',
        // Sizes and digests are of the bytes that are sent.
        'accept-encoding': 'identity',
        ...headers,
        ...(authorization === undefined ? {} : {authorization}),
        ...route.headers,
      },
    };
    const response = await dispatcher.request(options).catch((error: unknown) => {
      throw explained(error, asked.url, url, route);
    });
    // A stream that is not read throws its error nowhere else.
    response.body.on('error', () => {});
    if (response.statusCode === 407) throw proxyFailure(asked.url, route.proxy, 407);
    return {
      status: response.statusCode,
      headers: response.headers,
      body: (async function* () {
        try {
          yield* response.body as AsyncIterable<Uint8Array>;
        } catch (error) {
          throw explained(error, asked.url, url, route);
        }
      })(),
      discard: async () => {
        response.body.destroy();
      },
    };
  };

  return {
    send: async asked => {
      if (!URL.canParse(asked.url)) throw invalidUrl(asked.url);
      const first = new URL(asked.url);
      let url = first;
      for (let redirects = 0; ; redirects += 1) {
        signal.throwIfAborted();
        const {authorization: _, ...plain} = asked;
        const response = await sendOnce(url, url.origin === first.origin ? asked : plain);
        if (!REDIRECTS.has(response.status)) return response;
        await response.discard();
        if (redirects === MOST_REDIRECTS) throw refused(asked.url, `it redirects more than ${MOST_REDIRECTS} times`);
        url = redirectOf(asked.url, url, response.headers.location);
      }
    },
    close: routes.close,
  };
};

const redirectOf = (asked: string, from: URL, location: string | undefined): URL => {
  if (location === undefined || !URL.canParse(location, from.href))
    throw refused(asked, 'it redirects to no valid URL');
  const to = new URL(location, from.href);
  if (to.protocol !== 'https:' && to.protocol !== 'http:') throw refused(asked, `it redirects to ${to.protocol}`);
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw refused(asked, `it redirects from https to http: ${to.origin}`);
  return to;
};

/** A path of a lock file, or a part of it, is no host and path. */
const invalidUrl = (url: string): Failure =>
  new Failure('download/url', `Downloading ${JSON.stringify(url)}: it is not a valid URL`, {
    suggestions: [
      'restore the lock file from version control, or correct the path in it',
      'or delete it and write it again: quorate bundle fetch --lock FILE --kubernetes VERSION',
    ],
  });

const refused = (url: string, problem: string): Failure =>
  new Failure('download/redirects', `Downloading ${url}: ${problem}`, {
    suggestions: [`look at the redirects: curl -sIL ${url}`],
  });
