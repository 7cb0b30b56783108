/**
 * Upstream, or a mirror of it, in the process of a test: a small bundle that is made at the start, served by the code of
 * `quorate bundle serve`, with faults.
 *
 *     const upstream = await startUpstream({tls: true, token: 'secret'});
 *     upstream.url              "https://127.0.0.1:41234"; as `mirror`, or as --from; upstream.ca is its CA in PEM
 *     upstream.lock             what `bundle fetch` makes of it: kind Lock, every artifact with its source
 *     upstream.directory        the bundle that is served, with bundle.json (upstream.bundle)
 *     upstream.fault({path: 'kubelet', cut: 5000, times: 1});
 *     upstream.requests         every request, in order: method, path, range, whether it had credentials, status, sent
 *     await upstream.writeMirror(folder);   the same paths as files
 *     await upstream.close();
 *
 * `startUpstream({tamper: ['etcdctl']})`: etcdctl has a wrong byte, and the archive with it has the digest that the
 * checksum file and the lock name: only the digest of the content finds it.
 * `startProxy({to: upstream})` sends every connection to this upstream, whatever host it is for, which answers as dl.k8s.io,
 * github.com and registry.k8s.io would. With `tls`, its certificate is also theirs.
 */
import {once} from 'node:events';
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import type {Artifact, Bundle} from '../../src/core/artifacts/bundle.js';
import {artifactKey} from '../../src/core/artifacts/parse-manifest.js';
import {sha256} from '../../src/core/model/digest.js';
import {digestOf} from '../../src/core/model/names.js';
import {sansOf} from '../../src/core/pki/alternative-names.js';
import {validityFrom} from '../../src/core/pki/lifetimes.js';
import {answer} from '../../src/io/bundle/serve/answer.js';
import {bytesOf, type Content, type Piece} from '../../src/io/bundle/serve/content.js';
import {contentReply, type Reply, textReply} from '../../src/io/bundle/serve/reply.js';
import {resolve, target} from '../../src/io/bundle/serve/resolve.js';
import {send} from '../../src/io/bundle/serve/send.js';
import {type Site, siteOf} from '../../src/io/bundle/serve/site.js';
import {testCa, testLeaf} from './certificates.js';
import {type FakeBundle, type FakeBundleOptions, writeFakeBundle} from './fake-bundle.js';

export {type HttpProxy, startProxy} from './proxy-fixture.js';

export interface UpstreamOptions extends FakeBundleOptions {
  readonly tls?: boolean;
  /** Requests need it: as a bearer token, or as a password. */
  readonly token?: string;
}

/** What goes wrong with a path. Offsets are bytes of the content. */
export type Fault = {
  /** The end of a path ("/kubelet"), or a pattern for it ("dl.k8s.io/release/…/kubelet", "v2/pause/manifests/3.10.2"). */
  readonly path: string | RegExp;
  /** How many requests it is for; without it, all. */
  readonly times?: number;
} & (
  | {/** The connection is closed after so many bytes of the answer. */ readonly cut: number}
  | {/** Nothing comes after so many bytes of the answer. */ readonly hang: number}
  | {/** Nothing comes at all. */ readonly unanswered: true}
  | {readonly status: number}
  | {/** This byte is wrong; negative: counted from the end. */ readonly flip: number}
  | {/** This is there instead. */ readonly content: string | Uint8Array}
  | {
      /** The same path on this host; "localhost" is this server. The redirected request is not redirected again, and needs no token. */ readonly redirect: string;
    }
);

export interface SeenRequest {
  readonly method: string;
  /** Without the first slash and the query, decoded. */
  readonly path: string;
  readonly url: string;
  readonly host: string;
  readonly range?: string;
  readonly hasCredentials: boolean;
  /** Both are undefined until the answer ended. */
  status?: number;
  sent?: number;
}

export interface Upstream {
  readonly url: string;
  readonly port: number;
  /** Of the certificate, in PEM; empty without TLS. */
  readonly ca: string;
  readonly directory: string;
  readonly bundle: Bundle;
  readonly lock: Bundle;
  /** All paths in the layout of upstream. */
  readonly paths: readonly string[];
  readonly requests: SeenRequest[];
  readonly fault: (fault: Fault) => void;
  /** Ends all faults and forgets the requests. */
  readonly reset: () => void;
  readonly writeMirror: (folder: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export const startUpstream = async (options: UpstreamOptions = {}): Promise<Upstream> => {
  const directory = await mkdtemp(join(tmpdir(), 'quorate-upstream-'));
  const fake = await writeFakeBundle(directory, options);
  const site = siteOf(directory, fake.manifest);
  const certificate = options.tls ? certificates() : undefined;
  const requests: SeenRequest[] = [];
  let faults: {readonly fault: Fault; left: number}[] = [];

  const faultFor = (path: string, {method}: IncomingMessage, host: string): Fault | undefined => {
    const found = faults.find(({fault, left}) => left > 0 && matches(fault.path, path));
    if (found === undefined) return undefined;
    if (method === 'HEAD' && !('status' in found.fault || 'redirect' in found.fault)) return undefined;
    if ('redirect' in found.fault && host.startsWith(found.fault.redirect)) return undefined;
    found.left -= 1;
    return found.fault;
  };

  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const {method = 'GET', headers} = message;
    const {host = '', range, authorization} = headers;
    const url = inLayout(message.url ?? '/', host);
    const {path} = target(url);
    const seen: SeenRequest = {
      ...{method, path, url, host, hasCredentials: authorization !== undefined},
      ...(range === undefined ? {} : {range}),
    };
    requests.push(seen);
    const fault = faultFor(path, message, host);
    if (fault !== undefined && 'unanswered' in fault) return;
    const request = {method, url, headers, isSecure: options.tls === true};
    const isRedirected = faults.some(({fault: each}) => 'redirect' in each && host.startsWith(each.redirect));
    const reply = await replyWith(fault, site, request, isRedirected ? undefined : options.token);
    const end = fault === undefined ? undefined : 'cut' in fault ? fault.cut : 'hang' in fault ? fault.hang : undefined;
    if (end !== undefined) limit(response, end, fault !== undefined && 'cut' in fault);
    const {sent} = await send(reply, response, method === 'HEAD');
    Object.assign(seen, {status: reply.status, sent: Math.min(sent, end ?? sent)});
  };

  const listener = (message: IncomingMessage, response: ServerResponse): void => {
    handle(message, response).catch(() => response.destroy());
  };
  const server =
    certificate === undefined
      ? createServer(listener)
      : createTlsServer({cert: certificate.cert, key: certificate.key}, listener);
  // All addresses, so that "localhost" is this server too.
  server.listen(0);
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  const lock = await lockOf(fake, site);

  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    ca: certificate?.ca ?? '',
    directory,
    bundle: fake.manifest,
    lock,
    paths: [...site.paths.keys()],
    requests,
    fault: fault => {
      faults.push({fault, left: fault.times ?? Number.POSITIVE_INFINITY});
    },
    reset: () => {
      faults = [];
      requests.length = 0;
    },
    writeMirror: folder => writeMirror(site, folder),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await site.close();
      await rm(directory, {recursive: true, force: true});
    },
  };
};

/** Asked as upstream itself, through a proxy, the host is in the header and not in the path. */
const inLayout = (url: string, host: string): string =>
  /^(127\.0\.0\.1|localhost|\[)/.test(host) ? url : `/${host.replace(/:\d+$/, '')}${url}`;

const matches = (pattern: string | RegExp, path: string): boolean =>
  typeof pattern === 'string' ? path.endsWith(pattern) : pattern.test(path);

type FullRequest = Parameters<typeof answer>[2];

const replyWith = async (
  fault: Fault | undefined,
  site: Site,
  request: FullRequest,
  token: string | undefined,
): Promise<Reply> => {
  const plain = await answer(site, token, request);
  if (fault === undefined || plain.status === 401) return plain;
  if ('status' in fault) return textReply(fault.status, `${fault.status}\n`);
  if ('redirect' in fault) {
    const port = /:\d+$/.exec(request.headers.host ?? '')?.[0] ?? '';
    const location = `${request.isSecure ? 'https' : 'http'}://${fault.redirect}${port}${request.url}`;
    return textReply(302, '', {location});
  }
  const resolved = resolve(site, request.url);
  if (resolved.is !== 'content') return plain;
  if ('flip' in fault) return contentReply(flipped(resolved.content, fault.flip), request);
  if ('content' in fault) return contentReply(literal(resolved.content, fault.content), request);
  return plain;
};

/** The wrong content has the ETag of the right one: nothing but its digest gives it away. */
const flipped = (content: Content, offset: number): Content => ({
  ...content,
  pieces: async () => {
    const bytes = await all(await content.pieces());
    bytes[offset < 0 ? bytes.length + offset : offset]! ^= 1;
    return [bytes];
  },
});

const literal = (content: Content, text: string | Uint8Array): Content => {
  const bytes = Buffer.from(text);
  return {
    ...content,
    measure: async () => ({sha256: sha256(bytes), size: bytes.length}),
    pieces: async () => [bytes],
  };
};

const all = async (pieces: readonly Piece[]): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytesOf(pieces)) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** Ends the body of the answer after so many bytes. */
const limit = (response: ServerResponse, bytes: number, closes: boolean): void => {
  let left = bytes;
  const write = response.write.bind(response) as (chunk: Uint8Array, done?: () => void) => boolean;
  const limited = (chunk: Uint8Array): boolean => {
    if (chunk.length < left) {
      left -= chunk.length;
      return write(chunk);
    }
    const rest = chunk.subarray(0, left);
    left = 0;
    if (closes) write(rest, () => response.destroy());
    else if (rest.length > 0) write(rest);
    return false;
  };
  response.write = limited as ServerResponse['write'];
};

const lockOf = async ({manifest, right}: FakeBundle, site: Site): Promise<Bundle> => {
  const artifacts: Artifact[] = [];
  for (const {stored: _, ...artifact} of manifest.artifacts) {
    const key = artifactKey(artifact);
    const digest = digestOf(right.get(key)!);
    const released = site.released.find(({content, members}) =>
      [content, ...members.map(member => member.artifact)].some(each => each && artifactKey(each) === key),
    );
    if (released === undefined) {
      artifacts.push({...artifact, sha256: digest});
      continue;
    }
    const {file, content, members} = released;
    const measured = await site.paths.get(file.path)!.measure();
    const member = members.find(each => artifactKey(each.artifact) === key)?.name;
    const source = {
      kind: 'file',
      path: file.path,
      sha256: content === undefined ? measured.sha256 : digest,
      size: measured.size,
      ...(member === undefined ? {} : {member}),
    } as const;
    artifacts.push({...artifact, sha256: digest, source});
  }
  return {apiVersion: 'quorate/v1alpha2', kind: 'Lock', artifacts};
};

const writeMirror = async (site: Site, folder: string): Promise<void> => {
  for (const [path, content] of site.paths) {
    const file = join(folder, path);
    await mkdir(dirname(file), {recursive: true});
    await writeFile(file, await all(await content.pieces()));
  }
};

const certificates = () => {
  const now = new Date();
  const ca = testCa(validityFrom(now, 30));
  const leaf = testLeaf(ca, {
    subject: {commonName: 'upstream'},
    usages: ['server'],
    sans: sansOf('127.0.0.1', 'localhost', 'dl.k8s.io', 'github.com', 'registry.k8s.io'),
    ...validityFrom(now, 7),
  });
  return {ca: ca.certPem, cert: leaf.certPem, key: leaf.keyPem};
};
