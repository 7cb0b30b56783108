import {Failure} from '../../../core/failure.js';
import type {HttpClient, HttpResponse} from './http.js';

/** What a registry wants before it answers: a token from another server, for a repository. */
export interface TokenChallenge {
  readonly realm: string;
  readonly service?: string;
  readonly scope?: string;
}

/** `Bearer realm="https://auth.example.com/token",service="registry",scope="repository:pause:pull"` */
export const challengeOf = ({
  status,
  headers,
}: Pick<HttpResponse, 'status' | 'headers'>): TokenChallenge | undefined => {
  const value = headers['www-authenticate'];
  const header = Array.isArray(value) ? value.find(each => /^bearer /i.test(each)) : value;
  if (status !== 401 || header === undefined || !/^bearer /i.test(header)) return undefined;
  const parameters = new Map(
    [...header.matchAll(/([a-z]+)="([^"]*)"/gi)].map(([, key = '', text = '']) => [key.toLowerCase(), text] as const),
  );
  const [realm, service, scope] = ['realm', 'service', 'scope'].map(key => parameters.get(key));
  if (realm === undefined) return undefined;
  return {realm, ...(service === undefined ? {} : {service}), ...(scope === undefined ? {} : {scope})};
};

/**
 * The header Authorization with a token of the challenge.
 * @param asked the URL of the registry. Only the server of this URL gets its credentials.
 * @throws Failure download/denied, and whatever the request fails with.
 */
export const tokenFor = async (
  {realm, service, scope}: TokenChallenge,
  asked: string,
  http: HttpClient,
  credentials: string | undefined,
): Promise<string> => {
  if (!URL.canParse(realm)) throw denied(asked, 'it names no valid URL for tokens');
  const [url, registry] = [new URL(realm), new URL(asked)];
  if (url.protocol !== registry.protocol && url.protocol !== 'https:')
    throw denied(asked, 'it wants a token from a URL without https');
  if (service !== undefined) url.searchParams.set('service', service);
  if (scope !== undefined) url.searchParams.set('scope', scope);
  const response = await http.send({
    method: 'GET',
    url: url.href,
    authorization: url.origin === registry.origin ? credentials : undefined,
  });
  const text = await limited(response);
  if (response.status !== 200) throw denied(asked, `its server for tokens answered ${response.status}`);
  const token = tokenIn(text);
  if (token === undefined) throw denied(asked, 'its server for tokens sent none');
  return `Bearer ${token}`;
};

const MOST = 64 * 1024;

const limited = async (response: HttpResponse): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > MOST) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
};

const tokenIn = (text: string): string | undefined => {
  try {
    const {token, access_token: other} = JSON.parse(text) as Record<string, unknown>;
    const found = token ?? other;
    return typeof found === 'string' && /^[\x21-\x7e]+$/.test(found) ? found : undefined;
  } catch {
    return undefined;
  }
};

const denied = (asked: string, problem: string): Failure =>
  new Failure('download/denied', `Downloading ${asked}: ${problem}`, {suggestions: [`look at it: curl -I ${asked}`]});
