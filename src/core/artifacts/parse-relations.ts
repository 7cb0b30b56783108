import type {Arch} from './bundle.js';
import {imageIndexOf, imageManifestOf} from './image-manifest.js';
import {isRecord, isText, type Problem, shown, unless} from './parse-value.js';
import {isComponent, isImage, namesOf} from './required.js';

type Fields = Readonly<Record<string, unknown>>;

/** What contradicts itself in an artifact whose fields are all valid. */
export const contradictions = (artifact: Fields, at: string): readonly Problem[] => {
  const {name, component, kind, source} = artifact;
  if (!isText(component) || !isComponent(component)) return [];
  return [
    ...unless(
      namesOf(component).includes(String(name)),
      `${at}.name`,
      `is ${shown(name)}, which is not part of ${component}`,
    ),
    ...unless(
      isImage(component) === (kind === 'image'),
      `${at}.kind`,
      `is ${shown(kind)}, which is not what ${component} is`,
    ),
    ...(isRecord(source) ? sourceContradictions(artifact, source, at) : []),
  ];
};

const sourceContradictions = (artifact: Fields, source: Fields, at: string): readonly Problem[] => {
  if (artifact.kind === 'image') return imageContradictions(artifact, source, at);
  if (source.member !== undefined) return [];
  return unless(
    artifact.sha256 === source.sha256 && artifact.size === source.size,
    `${at}.source`,
    'has another digest or size than the artifact, and no member: the file is the content itself',
  );
};

const imageContradictions = (artifact: Fields, {repository, blobs}: Fields, at: string): readonly Problem[] => {
  const [index, manifest, ...others] = (blobs as readonly Fields[]).map(({sha256, text}) => ({
    sha256,
    bytes: new TextEncoder().encode(String(text)),
  }));
  const read = imageIndexOf(index!.bytes);
  const chosen = 'problem' in read ? read : read.manifestOf(artifact.arch as Arch);
  const listed = imageManifestOf(manifest!.bytes);
  return [
    ...unless(
      String(artifact.image).startsWith(`${String(repository)}:`),
      `${at}.image`,
      `is ${shown(artifact.image)}, and its source is ${shown(repository)}`,
    ),
    ...unless(
      'sha256' in chosen && chosen.sha256 === manifest!.sha256,
      `${at}.source.blobs[1]`,
      `is not the manifest for ${String(artifact.arch)} of the index`,
    ),
    ...unless(
      !('problem' in listed) &&
        listed.length === others.length + 1 &&
        others.every(({sha256}, place) => listed[place + 1]!.sha256 === sha256),
      `${at}.source.blobs`,
      'are not the configuration and the layers of the manifest',
    ),
  ];
};
