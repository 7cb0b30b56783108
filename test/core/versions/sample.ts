import {digestOf} from '../../../src/core/model/names.js';
import type {Artifact, Bundle, ComponentName} from '../../../src/core/versions/bundle.js';
import {ADDON_VERSIONS, COMPONENT_ARTIFACTS} from '../../support/builders/release.js';

/** An artifact whose digests are made up. */
export const artifact = (component: ComponentName, version: string, name: string): Artifact => ({
  name,
  component,
  version,
  kind: 'binary',
  file: `${component}/${version}/${name}.gz`,
  sha256: digestOf('a'.repeat(64)),
  size: 10,
  compressedSha256: digestOf('b'.repeat(64)),
  compressedSize: 5,
});

export const component = (name: ComponentName, version: string): readonly Artifact[] =>
  COMPONENT_ARTIFACTS[name].map(part => artifact(name, version, part));

export const bundle = (...artifacts: readonly (readonly Artifact[])[]): Bundle => ({
  apiVersion: 'quorate/v1alpha1',
  kind: 'Bundle',
  arch: 'amd64',
  artifacts: artifacts.flat(),
});

/** One version of every component except Kubernetes and etcd. */
export const surroundings = (): readonly Artifact[] =>
  (Object.keys(ADDON_VERSIONS) as (keyof typeof ADDON_VERSIONS)[])
    .filter(name => name !== 'agnhost')
    .flatMap(name => component(name, ADDON_VERSIONS[name]));
