import {sha256} from '../model/digest.js';
import {digestOf} from '../model/names.js';
import {ARCHES, type Artifact, type FileSource, type ImageBlob, type ImageSource, type Source} from './bundle.js';
import {memberName} from './member-name.js';
import {contradictions} from './parse-relations.js';
import {isDigest, isInside, isLine, isRecord, isSize, isText, type Problem, shown, unless} from './parse-value.js';
import {isComponent} from './required.js';

/** @param manifest the kind of the manifest: artifacts of a bundle have files, those of a lock a source. */
export const artifactProblems = (artifact: unknown, manifest: unknown, at: string): readonly Problem[] => {
  if (!isRecord(artifact)) return [{at, problem: 'is not an object'}];
  const problems = fieldProblems(artifact, manifest, at);
  return problems.length > 0 ? problems : contradictions(artifact, at);
};

const fieldProblems = (
  artifact: Readonly<Record<string, unknown>>,
  manifest: unknown,
  at: string,
): readonly Problem[] => {
  const {name, component, version, arch, kind, image, imageDigest, sha256, size, source, stored, signature} = artifact;
  return [
    ...unless(isText(name) && SAFE_NAME.test(name), `${at}.name`, `is ${shown(name)}, not a file name`),
    ...unless(
      isText(component) && isComponent(component),
      `${at}.component`,
      `is ${shown(component)}, which is not a component`,
    ),
    ...unless(
      isText(version) && SAFE_VERSION.test(version),
      `${at}.version`,
      `is ${shown(version)}, not a version such as "1.36.3"`,
    ),
    ...unless((ARCHES as readonly unknown[]).includes(arch), `${at}.arch`, `is ${shown(arch)}, not "amd64" or "arm64"`),
    ...unless(kind === 'binary' || kind === 'image', `${at}.kind`, `is ${shown(kind)}, not "binary" or "image"`),
    ...unless(
      kind !== 'image' || (isText(image) && REFERENCE.test(image)),
      `${at}.image`,
      `is ${shown(image)}, not an image reference such as "registry.k8s.io/pause:3.10.2"`,
    ),
    ...unless(
      kind !== 'image' || (isText(imageDigest) && /^sha256:[0-9a-f]{64}$/.test(imageDigest)),
      `${at}.imageDigest`,
      `is ${shown(imageDigest)}, not "sha256:" and a digest`,
    ),
    ...unless(isDigest(sha256), `${at}.sha256`, 'is not a sha256 digest'),
    ...unless(isSize(size), `${at}.size`, 'is not a number of bytes'),
    ...(source === undefined && manifest !== 'Lock' ? [] : sourceProblems(source, kind, `${at}.source`)),
    ...unless(
      firstBlob(source) === undefined || imageDigest === `sha256:${firstBlob(source)}`,
      `${at}.imageDigest`,
      'is not the digest of the first blob of its source, the index',
    ),
    ...(stored === undefined && manifest !== 'Bundle' ? [] : storedProblems(stored, `${at}.stored`)),
    ...unless(
      signature === undefined || (isRecord(signature) && isLine(signature.identity) && isLine(signature.issuer)),
      `${at}.signature`,
      'is not an object with identity and issuer',
    ),
  ];
};

/** Names and versions become parts of paths on hosts, references parts of requests. */
const SAFE_NAME = /^[a-z0-9][a-z0-9._-]*$/i;
const SAFE_VERSION = /^\d+\.\d+[0-9a-z.+-]*$/i;
const REFERENCE = /^[a-z0-9][a-z0-9.:_/-]*:[\w.-]+$/i;

const sourceProblems = (source: unknown, kind: unknown, at: string): readonly Problem[] => {
  if (!isRecord(source)) return [{at, problem: 'is not an object'}];
  if (kind === 'image') return imageSourceProblems(source, at);
  const {path, sha256, size, member} = source;
  return [
    ...unless(source.kind === 'file', `${at}.kind`, `is ${shown(source.kind)}, not "file"`),
    ...unless(
      isInside(path) && HOST.test(String(path)),
      `${at}.path`,
      `is ${shown(path)}, not a host and a path such as "dl.k8s.io/release/x"`,
    ),
    ...unless(isDigest(sha256), `${at}.sha256`, 'is not a sha256 digest'),
    ...unless(isSize(size), `${at}.size`, 'is not a number of bytes'),
    ...unless(
      member === undefined || (isText(member) && /^(?:\.\/)?[\w.]/.test(member) && isInside(memberName(member))),
      `${at}.member`,
      `is ${shown(member)}, not a path in an archive`,
    ),
  ];
};

const firstBlob = (source: unknown): unknown => {
  const [first] = isRecord(source) && Array.isArray(source.blobs) ? (source.blobs as unknown[]) : [];
  return isRecord(first) ? first.sha256 : undefined;
};

/** The path of a source begins with a host: a port or credentials in it would change where a request goes. */
const HOST = /^[a-z0-9][a-z0-9.-]*\//i;

const imageSourceProblems = (source: Readonly<Record<string, unknown>>, at: string): readonly Problem[] => {
  const {repository, mediaType, blobs} = source;
  return [
    ...unless(source.kind === 'image', `${at}.kind`, `is ${shown(source.kind)}, not "image"`),
    ...unless(
      isInside(repository) && HOST.test(String(repository)),
      `${at}.repository`,
      `is ${shown(repository)}, not a registry and a repository such as "registry.k8s.io/pause"`,
    ),
    ...unless(isLine(mediaType), `${at}.mediaType`, 'is not a media type'),
    ...unless(Array.isArray(blobs) && blobs.length > 2, `${at}.blobs`, 'is not a list of at least three blobs'),
    ...(Array.isArray(blobs) ? blobs : []).flatMap((blob: unknown, index) => {
      const where = `${at}.blobs[${index}]`;
      if (!isRecord(blob)) return [{at: where, problem: 'is not an object'}];
      return [
        ...unless(isDigest(blob.sha256), `${where}.sha256`, 'is not a sha256 digest'),
        ...unless(isSize(blob.size), `${where}.size`, 'is not a number of bytes'),
        ...textProblems(blob, index, where),
      ];
    }),
  ];
};

/** Index and manifest have their text, which must be what their digest says: it is written as it is here. */
const textProblems = ({text, sha256: digest, size}: Readonly<Record<string, unknown>>, index: number, at: string) =>
  text === undefined
    ? unless(index > 1, `${at}.text`, 'is missing: index and manifest are part of the manifest')
    : unless(
        isText(text) && sha256(text) === digest && new TextEncoder().encode(text).length === size,
        `${at}.text`,
        'does not have the digest and size beside it',
      );

const storedProblems = (stored: unknown, at: string): readonly Problem[] => {
  if (!isRecord(stored)) return [{at, problem: 'is not an object'}];
  return [
    ...unless(isInside(stored.file), `${at}.file`, `is ${shown(stored.file)}, not a path inside the bundle`),
    ...unless(isDigest(stored.sha256), `${at}.sha256`, 'is not a sha256 digest'),
    ...unless(isSize(stored.size), `${at}.size`, 'is not a number of bytes'),
  ];
};

/** An artifact without problems, in a fixed order of keys; keys of a later format are dropped. */
export const artifactOf = (artifact: Artifact): Artifact => {
  const {name, component, version, arch, kind, image, imageDigest, sha256, size, source, stored, signature} = artifact;
  return {
    name,
    component,
    version,
    arch,
    kind,
    ...(image === undefined ? {} : {image}),
    ...(imageDigest === undefined ? {} : {imageDigest}),
    sha256: digestOf(sha256),
    size,
    ...(source === undefined ? {} : {source: sourceOf(source)}),
    ...(stored === undefined ? {} : {stored: {file: stored.file, sha256: digestOf(stored.sha256), size: stored.size}}),
    ...(signature === undefined ? {} : {signature: {identity: signature.identity, issuer: signature.issuer}}),
  };
};

const sourceOf = (source: Source): Source => (source.kind === 'file' ? fileSource(source) : imageSource(source));

const fileSource = ({kind, path, sha256, size, member}: FileSource): FileSource => ({
  kind,
  path,
  ...(member === undefined ? {} : {member}),
  sha256: digestOf(sha256),
  size,
});

const imageSource = ({kind, repository, mediaType, blobs}: ImageSource): ImageSource => ({
  kind,
  repository,
  mediaType,
  blobs: blobs.map(
    ({sha256, size, text}): ImageBlob => ({sha256: digestOf(sha256), size, ...(text === undefined ? {} : {text})}),
  ),
});
