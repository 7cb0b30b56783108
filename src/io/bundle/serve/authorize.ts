import {createHash, timingSafeEqual} from 'node:crypto';
import {type Reply, type Request, registryError, textReply} from './reply.js';
import {target} from './resolve.js';

/** The answer to a request without the token, or to one for the token; undefined for a request that is permitted. */
export const authorize = (token: string | undefined, request: Request): Reply | undefined => {
  if (token === undefined) return undefined;
  const {path} = target(request.url);
  const isPermitted = hasToken(request.headers.authorization, token);
  if (path === TOKEN_PATH) return isPermitted ? tokenReply(token) : refused(BASIC);
  if (isPermitted) return undefined;
  return path === 'v2' || path.startsWith('v2/')
    ? registryError(401, 'UNAUTHORIZED', 'a token is required', {'www-authenticate': challenge(path, request)})
    : refused(`${BASIC}, Bearer realm="quorate"`);
};

const TOKEN_PATH = 'token';
const BASIC = 'Basic realm="quorate", charset="UTF-8"';

const refused = (challenges: string): Reply =>
  textReply(401, 'A token is required\n', {'www-authenticate': challenges});

/** As docker.io and others do: the client asks there, with its credentials, for a token of this repository. */
const challenge = (path: string, {headers: {host = ''}, isSecure}: Request): string => {
  if (!/^([\w.-]+|\[[0-9a-f:]+\])(:\d{1,5})?$/i.test(host)) return BASIC;
  const name = /^v2\/([a-z0-9._/-]+)\/(?:manifests|blobs)\//.exec(path)?.[1];
  const scope = name === undefined ? '' : `,scope="repository:${name}:pull"`;
  return `Bearer realm="${isSecure ? 'https' : 'http'}://${host}/${TOKEN_PATH}",service="quorate"${scope}`;
};

const tokenReply = (token: string): Reply =>
  textReply(200, JSON.stringify({token, access_token: token, expires_in: 3600}), {
    type: 'application/json',
    'cache-control': 'no-store',
  });

/** As a bearer token, or as the password of any user. */
const hasToken = (header: string | undefined, token: string): boolean => {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+)$/.exec(header ?? '') ?? [];
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return isEqual(value, token);
    case 'basic':
      return isEqual(
        Buffer.from(value, 'base64')
          .toString()
          .replace(/^[^:]*:/, ''),
        token,
      );
    default:
      return false;
  }
};

/** In a time that does not depend on where they differ. */
const isEqual = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
