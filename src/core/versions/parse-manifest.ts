import type {Finding} from '../model/finding.js';
import {digestOf} from '../model/names.js';
import type {Artifact, Bundle, ComponentName} from './bundle.js';
import {REQUIRED} from './required.js';

/** The bundle of a bundle.json, or everything that is wrong with it. */
export const parseBundle = (json: unknown): Bundle | readonly Finding[] => {
  if (!isRecord(json)) return [wrong('bundle.json', 'is not an object')];
  const artifacts = Array.isArray(json.artifacts) ? json.artifacts : [];
  const findings = [
    ...expect(
      json.apiVersion === 'quorate/v1alpha1',
      'apiVersion',
      `is ${shown(json.apiVersion)}, not "quorate/v1alpha1"`,
    ),
    ...expect(json.kind === 'Bundle', 'kind', `is ${shown(json.kind)}, not "Bundle"`),
    ...expect(isText(json.arch), 'arch', 'is not a string such as "amd64"'),
    ...expect(Array.isArray(json.artifacts), 'artifacts', 'is not a list'),
    ...artifacts.flatMap((artifact: unknown, index) => artifactFindings(artifact, `artifacts[${index}]`)),
    ...duplicates(artifacts.filter(isRecord)),
  ];
  return findings.length > 0 ? findings : bundleOf(json as unknown as Bundle);
};

const artifactFindings = (artifact: unknown, at: string): readonly Finding[] => {
  if (!isRecord(artifact)) return [wrong(at, 'is not an object')];
  const {name, component, version, kind, image, file, sha256, size, compressedSha256, compressedSize} = artifact;
  return [
    ...expect(isText(name) && SAFE_NAME.test(name), `${at}.name`, `is ${shown(name)}, not a file name`),
    ...expect(
      isText(component) && COMPONENTS.has(component),
      `${at}.component`,
      `is ${shown(component)}, which is not a component`,
    ),
    ...expect(
      isText(version) && SAFE_VERSION.test(version),
      `${at}.version`,
      `is ${shown(version)}, not a version such as "1.36.3"`,
    ),
    ...expect(kind === 'binary' || kind === 'image', `${at}.kind`, `is ${shown(kind)}, not "binary" or "image"`),
    ...expect(
      kind !== 'image' || isText(image),
      `${at}.image`,
      'is missing: an image archive needs its image reference',
    ),
    ...expect(isText(file) && isInside(file), `${at}.file`, `is ${shown(file)}, not a path inside the bundle`),
    ...expect(isDigest(sha256), `${at}.sha256`, 'is not a sha256 digest'),
    ...expect(isDigest(compressedSha256), `${at}.compressedSha256`, 'is not a sha256 digest'),
    ...expect(isSize(size), `${at}.size`, 'is not a number of bytes'),
    ...expect(isSize(compressedSize), `${at}.compressedSize`, 'is not a number of bytes'),
  ];
};

const duplicates = (artifacts: readonly Readonly<Record<string, unknown>>[]): readonly Finding[] => {
  const keys = artifacts.map(({component, version, name}) => `${component} ${version} ${name}`);
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))].map(key =>
    wrong('artifacts', `has ${key} more than once`),
  );
};

/** Only the fields of this format: those of a later one are dropped. */
const bundleOf = ({apiVersion, kind, arch, artifacts}: Bundle): Bundle => ({
  apiVersion,
  kind,
  arch,
  artifacts: artifacts.map(artifactOf),
});

const artifactOf = ({
  name,
  component,
  version,
  kind,
  image,
  file,
  sha256,
  size,
  compressedSha256,
  compressedSize,
}: Artifact): Artifact => ({
  name,
  component,
  version,
  kind,
  ...(image === undefined ? {} : {image}),
  file,
  sha256: digestOf(sha256),
  size,
  compressedSha256: digestOf(compressedSha256),
  compressedSize,
});

const COMPONENTS: ReadonlySet<string> = new Set<ComponentName>([
  ...(Object.keys(REQUIRED) as ComponentName[]),
  'agnhost',
]);
/** Names and versions become parts of paths on hosts. */
const SAFE_NAME = /^[a-z0-9][a-z0-9._-]*$/i;
const SAFE_VERSION = /^\d[0-9a-z.+-]*$/i;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isDigest = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/i.test(value);
const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isInside = (file: string): boolean =>
  !file.startsWith('/') && file.split('/').every(part => part !== '' && part !== '.' && part !== '..');

const expect = (holds: boolean, at: string, problem: string): readonly Finding[] => (holds ? [] : [wrong(at, problem)]);
const wrong = (at: string, problem: string): Finding => ({
  code: 'artifacts/bad-manifest',
  level: 'error',
  message: `${at} ${problem}`,
});
const shown = (value: unknown): string => JSON.stringify(value) ?? 'missing';
