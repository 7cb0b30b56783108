import type {Arch, ImageBlob} from '../../core/artifacts/bundle.js';
import {
  type ImageIndex,
  type ImageProblem,
  INDEX_TYPES,
  imageIndexOf,
  imageManifestOf,
  MANIFEST_TYPES,
  MOST_DOCUMENT,
} from '../../core/artifacts/image-manifest.js';
import {manifestPath} from '../../core/artifacts/oci-archive.js';
import type {UpstreamImage} from '../../core/artifacts/upstream.js';
import {Failure} from '../../core/failure.js';
import {sha256} from '../../core/model/digest.js';
import type {Origin, SmallFile} from './download/origin.js';
import {otherSize} from './download/size.js';

/** The index of an image, by its tag. @throws Failure artifacts/bad-image, download/* */
export const readIndex = async (origin: Origin, {repository, tag}: UpstreamImage): Promise<ImageIndex> => {
  const path = manifestPath(repository, tag);
  const {body, type} = await readDocument(origin, path);
  return usable(origin.nameOf(path), imageIndexOf(body, type));
};

/**
 * The manifest of an architecture, its configuration and its layers, in the order of an archive. Documents are verified
 * by their digests.
 * @throws Failure artifacts/bad-image, download/*
 */
export const readManifestOf = async (
  origin: Origin,
  {repository, tag}: UpstreamImage,
  index: ImageIndex,
  arch: Arch,
): Promise<readonly ImageBlob[]> => {
  const {sha256: digest, size} = usable(origin.nameOf(manifestPath(repository, tag)), index.manifestOf(arch));
  const path = manifestPath(repository, `sha256:${digest}`);
  const {body} = await readDocument(origin, path);
  if (body.length !== size) throw otherSize(origin.nameOf(path), body.length, size);
  const found = sha256(body);
  if (found !== digest) throw bad(origin.nameOf(path), `it has the digest ${found}, and must have ${digest}`);
  return usable(origin.nameOf(path), imageManifestOf(body));
};

/** Registries send another document, or none, if one of the types is not accepted. */
const readDocument = (origin: Origin, path: string): Promise<SmallFile> =>
  origin.read(path, {most: MOST_DOCUMENT, accept: [...INDEX_TYPES, ...MANIFEST_TYPES]});

const usable = <T extends object>(where: string, read: T | ImageProblem): T => {
  if ('problem' in read) throw bad(where, read.problem);
  return read;
};

const bad = (where: string, problem: string): Failure =>
  new Failure('artifacts/bad-image', `Reading ${where}: ${problem}`, {
    suggestions: ['copy the image into the mirror with all of its architectures: `skopeo copy --all`'],
  });
