import {statusFailure} from './failure.js';
import type {HttpClient, HttpRequest, HttpResponse} from './http.js';
import type {Origin} from './origin.js';
import {empty, tooLarge} from './size.js';
import {challengeOf, tokenFor} from './token.js';

/**
 * Upstream itself, or a mirror of it.
 * @param base "https://", or the URL of a mirror with a slash at its end.
 * @param credentials the header Authorization for the mirror.
 */
export const httpOrigin = (base: string, http: HttpClient, credentials: string | undefined): Origin => {
  const tokens = new Map<string, string>();
  let requests = 0;

  const send = async (path: string, request: Pick<HttpRequest, 'method' | 'headers'>): Promise<HttpResponse> => {
    const url = `${base}${path}`;
    const scope = repositoryOf(path);
    requests += 1;
    const response = await http.send({...request, url, authorization: tokens.get(scope) ?? credentials});
    const challenge = challengeOf(response);
    if (challenge === undefined) return response;
    await response.discard();
    const token = await tokenFor(challenge, url, http, credentials);
    tokens.set(scope, token);
    return http.send({...request, url, authorization: token});
  };

  /** @throws Failure for any other status. */
  const expect = async (
    response: HttpResponse,
    path: string,
    ...statuses: readonly number[]
  ): Promise<HttpResponse> => {
    if (statuses.includes(response.status)) return response;
    await response.discard();
    throw statusFailure(`${base}${path}`, response.status);
  };

  return {
    nameOf: path => `${base}${path}`,
    size: async path => {
      const head = await send(path, {method: 'HEAD'});
      await head.discard();
      if (head.status === 200 && (lengthOf(head) ?? 0) > 0) return lengthOf(head);
      if (head.status === 404) throw statusFailure(`${base}${path}`, 404);
      // Some servers do not permit HEAD, or do not name the size then, or name 0.
      const response = await expect(await send(path, {method: 'GET'}), path, 200);
      await response.discard();
      if (lengthOf(response) === 0) throw empty(`${base}${path}`);
      return lengthOf(response);
    },
    read: async (path, {most, accept}) => {
      const headers: Record<string, string> = accept === undefined ? {} : {accept: accept.join(', ')};
      const response = await expect(await send(path, {method: 'GET', headers}), path, 200);
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of response.body) {
        size += chunk.byteLength;
        if (size > most) throw tooLarge(`${base}${path}`, most);
        chunks.push(chunk);
      }
      const type = String(response.headers['content-type'] ?? '')
        .replace(/;.*/, '')
        .trim();
      return {body: Buffer.concat(chunks), ...(type === '' ? {} : {type})};
    },
    open: async (path, from, validator) => {
      const rest = {range: `bytes=${from}-`, ...(validator === undefined ? {} : {'if-range': validator})};
      const first = await send(path, {method: 'GET', headers: from === 0 ? {} : rest});
      const ignored = first.status === 416 || (first.status === 206 && rangeOf(first)?.from !== from);
      if (ignored) await first.discard();
      const response = await expect(ignored ? await send(path, {method: 'GET'}) : first, path, 200, 206);
      const range = response.status === 206 ? rangeOf(response) : undefined;
      const total = response.status === 206 ? range?.total : lengthOf(response);
      const tag = response.headers.etag;
      return {
        from: range?.from ?? 0,
        ...(total === undefined ? {} : {total}),
        ...(tag === undefined || tag.startsWith('W/') ? {} : {validator: tag}),
        bytes: response.body,
        discard: response.discard,
      };
    },
    requests: () => requests,
    close: http.close,
  };
};

/** A token is for one repository of a registry. */
const repositoryOf = (path: string): string => path.replace(/\/(?:manifests|blobs)\/[^/]+$/, '');

const lengthOf = ({headers}: HttpResponse): number | undefined => {
  const length = headers['content-length'];
  return length === undefined || !/^\d{1,15}$/.test(length) ? undefined : Number(length);
};

/** "bytes 100-199/200" */
const rangeOf = ({headers}: HttpResponse): {readonly from: number; readonly total?: number} | undefined => {
  const [, from, total] = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(headers['content-range'] ?? '') ?? [];
  if (from === undefined) return undefined;
  return {from: Number(from), ...(total === '*' ? {} : {total: Number(total)})};
};
