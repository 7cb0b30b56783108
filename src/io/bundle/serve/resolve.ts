import type {Content} from './content.js';
import type {Repository} from './images.js';
import type {Site} from './site.js';

/** What a URL names. */
export type Resolved =
  | {readonly is: 'content'; readonly content: Content}
  /** The question whether there is a registry. */
  | {readonly is: 'registry'}
  /** @param error code of the OCI distribution specification, if a registry was asked. */
  | {readonly is: 'missing'; readonly error?: 'NAME_UNKNOWN' | 'MANIFEST_UNKNOWN' | 'BLOB_UNKNOWN' | 'UNSUPPORTED'};

/** Only exact paths are found, so that there is nothing to escape from. */
export const resolve = (site: Site, url: string): Resolved => {
  const {path, query} = target(url);
  const content = site.paths.get(path);
  if (content !== undefined) return {is: 'content', content};
  if (/^([^/]+\/)?v2\/?$/.test(path)) return {is: 'registry'};
  if (!path.startsWith('v2/')) return {is: 'missing', ...(/^[^/]+\/v2\//.test(path) ? {error: errorFor(path)} : {})};
  return inRegistry(site.repositories, path, query.get('ns') ?? undefined);
};

/** Path without the first slash, decoded once; empty if it cannot be decoded. */
export const target = (url: string): {readonly path: string; readonly query: URLSearchParams} => {
  const [path = '', ...query] = url.replace(/^https?:\/\/[^/?]*/i, '').split('?');
  return {path: decoded(path.replace(/^\//, '')), query: new URLSearchParams(query.join('?'))};
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
};

const inRegistry = (repositories: Site['repositories'], path: string, registry: string | undefined): Resolved => {
  const [, name, what] = /^v2\/(.+)\/((?:manifests|blobs)\/[^/]+)$/.exec(path) ?? [];
  if (name === undefined || what === undefined) return {is: 'missing', error: 'UNSUPPORTED'};
  const found = repositoriesNamed(name, registry, repositories);
  const content = found.map(repository => repository.get(what)).find(each => each !== undefined);
  if (content !== undefined) return {is: 'content', content};
  return {is: 'missing', error: found.length === 0 ? 'NAME_UNKNOWN' : errorFor(path)};
};

/** containerd sends the registry that it means as ?ns=…; without it the name may have the registry in front, or not. */
const repositoriesNamed = (
  name: string,
  registry: string | undefined,
  repositories: Site['repositories'],
): readonly Repository[] =>
  [...repositories]
    .filter(([full]) =>
      registry === undefined
        ? full === name || full.slice(full.indexOf('/') + 1) === name
        : full === `${registry}/${name}` || (full === name && full.startsWith(`${registry}/`)),
    )
    .map(([, repository]) => repository);

const errorFor = (path: string): 'MANIFEST_UNKNOWN' | 'BLOB_UNKNOWN' =>
  path.includes('/blobs/') ? 'BLOB_UNKNOWN' : 'MANIFEST_UNKNOWN';
