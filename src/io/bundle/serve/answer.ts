import {authorize} from './authorize.js';
import {contentReply, type Reply, type Request, registryError, textReply} from './reply.js';
import {resolve, target} from './resolve.js';
import type {Site} from './site.js';

/** The answer to a request. @throws Error for files of the bundle that are damaged or cannot be read. */
export const answer = async (site: Site, token: string | undefined, request: Request): Promise<Reply> => {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return textReply(405, 'Only GET and HEAD\n', {allow: 'GET, HEAD', connection: 'close'});
  const refusal = authorize(token, request);
  if (refusal !== undefined) return refusal;
  const resolved = resolve(site, request.url);
  switch (resolved.is) {
    case 'content':
      return contentReply(resolved.content, request);
    case 'registry':
      return textReply(200, '{}', {type: 'application/json', 'docker-distribution-api-version': 'registry/2.0'});
    case 'missing':
      return resolved.error === undefined
        ? textReply(404, `The bundle does not have ${JSON.stringify(target(request.url).path)}\n`)
        : registryError(404, resolved.error, 'the bundle does not have it');
  }
};
