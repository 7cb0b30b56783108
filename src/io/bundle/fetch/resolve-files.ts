import {createHash} from 'node:crypto';
import pLimit from 'p-limit';
import type {Artifact, FileSource, Signature} from '../../../core/artifacts/bundle.js';
import {checksumOf} from '../../../core/artifacts/checksums.js';
import {memberName} from '../../../core/artifacts/member-name.js';
import type {UpstreamContent, UpstreamFile} from '../../../core/artifacts/upstream.js';
import {Failure} from '../../../core/failure.js';
import {type Digest, digestOf} from '../../../core/model/names.js';
import type {Origin} from '../download/origin.js';
import {readDownload} from './read-download.js';
import type {FetchSite} from './site.js';

/**
 * Says who signed a file of upstream; undefined where upstream signs nothing. Called when its digest is known, and before
 * anything of it is recorded.
 * @throws Failure for a signature that is missing or wrong: then nothing is recorded.
 */
export type VerifySignature = (
  file: Pick<UpstreamFile, 'component' | 'version' | 'path'>,
  sha256: Digest,
  origin: Pick<Origin, 'read' | 'nameOf'>,
) => Promise<Signature | undefined>;

export interface ResolveOptions {
  readonly verifySignature?: VerifySignature | undefined;
  readonly measured?: boolean;
}

export interface ResolvedFiles {
  readonly artifacts: readonly Artifact[];
  /** Files of which upstream publishes no digest: recorded as they were received. */
  readonly unpublished: readonly UpstreamFile[];
}

/**
 * What is in files of upstream. Of a file that is the content itself only the published digest is read; archives are
 * downloaded, compared with it and read. The size of a file that is not downloaded is what the server names: it is compared
 * when the file is downloaded.
 * @param measured also download files that are the content themselves: then all sizes are those of what was received.
 * @throws Failure artifacts/bad-checksums, artifacts/bad-archive, artifacts/digest-mismatch, download/*
 */
export const resolveFiles = async (
  files: readonly UpstreamFile[],
  site: FetchSite,
  {verifySignature, measured = false}: ResolveOptions = {},
): Promise<ResolvedFiles> => {
  const digests = publishedDigests(site.origin);
  const limit = pLimit(REQUESTS_AT_ONCE);
  const published = await Promise.all(
    files.map(file =>
      limit(async () => ({file, sha256: await digests(file), size: await site.origin.size(file.path)})),
    ),
  );
  const due = new Set(measured ? published : published.filter(needsDownload));
  for (const {file, size} of due) site.progress.expect(file.path, size);
  const resolved = await Promise.all(
    published.map(each => (due.has(each) ? received(each, site, verifySignature) : named(each, site, verifySignature))),
  );
  return {
    artifacts: resolved.flat(),
    unpublished: published.filter(({sha256}) => sha256 === undefined).map(({file}) => file),
  };
};

const REQUESTS_AT_ONCE = 8;
/** Of a file with digests, in bytes. */
const MOST_CHECKSUMS = 1024 * 1024;

interface Published {
  readonly file: UpstreamFile;
  readonly sha256: Digest | undefined;
  readonly size: number | undefined;
}

const needsDownload = ({file, sha256, size}: Published): boolean =>
  sha256 === undefined || size === undefined || file.contents.some(({member}) => member !== undefined);

/** One file often has the digests of many; it is read once. */
const publishedDigests = (origin: Origin): ((file: UpstreamFile) => Promise<Digest | undefined>) => {
  const texts = new Map<string, Promise<string>>();
  return async ({checksums}) => {
    if (checksums === undefined) return undefined;
    const {path, name} = checksums;
    const text = texts.get(path) ?? origin.read(path, {most: MOST_CHECKSUMS}).then(({body}) => body.toString());
    texts.set(path, text);
    const found = checksumOf(await text, name);
    if ('digest' in found) return found.digest;
    throw new Failure('artifacts/bad-checksums', `Reading ${origin.nameOf(path)}: ${found.problem}`, {
      suggestions: [`look at it: curl -sL ${origin.nameOf(path)} | head`],
    });
  };
};

/** By the published digest, and the size that the server names. */
const named = async (
  {file, ...published}: Published,
  site: FetchSite,
  verifySignature: VerifySignature | undefined,
): Promise<readonly Artifact[]> => {
  const [sha256, size] = [published.sha256!, published.size!];
  const signature = await verifySignature?.(file, sha256, site.origin);
  return file.contents.map(content => binary(file, content, {sha256, size}, {sha256, size}, signature));
};

/** By what is downloaded. */
const received = async (
  {file, sha256, size}: Published,
  site: FetchSite,
  verifySignature: VerifySignature | undefined,
): Promise<readonly Artifact[]> => {
  const downloaded = await site.download({path: file.path, sha256, size});
  const signature = await verifySignature?.(file, downloaded.sha256, site.origin);
  const alone = file.contents.filter(({member}) => member === undefined);
  return [
    ...alone.map(content => binary(file, content, downloaded, downloaded, signature)),
    ...(await membersOf(file, downloaded, site.origin.nameOf(file.path), signature)),
  ];
};

interface Measured {
  readonly sha256: Digest;
  readonly size: number;
}

const membersOf = async (
  file: UpstreamFile,
  received: Measured & {readonly file: string},
  where: string,
  signature: Signature | undefined,
): Promise<readonly Artifact[]> => {
  const contents = new Map(
    file.contents.flatMap(content =>
      content.member === undefined ? [] : [[memberName(content.member), content] as const],
    ),
  );
  if (contents.size === 0) return [];
  const found: Artifact[] = [];
  await readDownload(
    received.file,
    [...contents.keys()],
    async ({path, size, bytes}) => {
      const hash = createHash('sha256');
      for await (const chunk of bytes) hash.update(chunk);
      const content = {sha256: digestOf(hash.digest('hex')), size};
      found.push(binary(file, {...contents.get(memberName(path))!, member: path}, content, received, signature));
    },
    where,
  );
  return found;
};

const binary = (
  {component, version, arch, path}: UpstreamFile,
  {name, member}: UpstreamContent,
  content: Measured,
  downloaded: Measured,
  signature: Signature | undefined,
): Artifact => {
  const source: FileSource = {
    kind: 'file',
    path,
    ...(member === undefined ? {} : {member}),
    sha256: downloaded.sha256,
    size: downloaded.size,
  };
  return {
    name,
    component,
    version,
    arch,
    kind: 'binary',
    sha256: content.sha256,
    size: content.size,
    source,
    ...(signature === undefined ? {} : {signature}),
  };
};
