import type {IncomingHttpHeaders, OutgoingHttpHeaders} from 'node:http';
import {type Content, type Piece, within} from './content.js';
import {rangeOf} from './range.js';

export interface Request {
  readonly method: string;
  /** As received: a path, or a URL that was sent to a proxy. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly isSecure: boolean;
}

/** What is sent. The length of the body is in the header. */
export interface Reply {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: readonly Piece[];
}

export const textReply = (
  status: number,
  text: string,
  {type = 'text/plain; charset=utf-8', ...headers}: OutgoingHttpHeaders & {readonly type?: string} = {},
): Reply => {
  const body = Buffer.from(text);
  return {status, headers: {...headers, 'content-type': type, 'content-length': body.length}, body: [body]};
};

/** An error as registries write it. @param code of the OCI distribution specification: "MANIFEST_UNKNOWN". */
export const registryError = (
  status: number,
  code: string,
  message: string,
  headers: OutgoingHttpHeaders = {},
): Reply => textReply(status, JSON.stringify({errors: [{code, message}]}), {...headers, type: 'application/json'});

/** A content, or the part of it that the request asks for. @throws Error for files that are damaged. */
export const contentReply = async (content: Content, {method, headers}: Request): Promise<Reply> => {
  const {sha256, size} = await content.measure();
  const etag = `"sha256:${sha256}"`;
  const common = {
    'accept-ranges': 'bytes',
    'content-type': content.type,
    etag,
    ...(content.registry ? {'docker-content-digest': `sha256:${sha256}`} : {}),
  };
  if (method === 'HEAD') return {status: 200, headers: {...common, 'content-length': size}, body: []};
  const ifRange = headers['if-range'];
  const range = rangeOf(headers.range, ifRange === undefined ? undefined : String(ifRange), {size, etag});
  switch (range.is) {
    case 'unsatisfiable':
      return {status: 416, headers: {...common, 'content-range': `bytes */${size}`, 'content-length': 0}, body: []};
    case 'part': {
      const {start, end} = range;
      const body = within(await content.pieces(), start, end);
      const part = {'content-range': `bytes ${start}-${end - 1}/${size}`, 'content-length': end - start};
      return {status: 206, headers: {...common, ...part}, body};
    }
    case 'all':
      return {status: 200, headers: {...common, 'content-length': size}, body: await content.pieces()};
  }
};
