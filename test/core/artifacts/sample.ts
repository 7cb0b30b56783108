import type {Arch, Artifact, Bundle, ComponentName} from '../../../src/core/artifacts/bundle.js';
import {ADDON_VERSIONS, artifactOf, COMPONENT_ARTIFACTS} from '../../support/builders/release.js';

export const component = (name: ComponentName, version: string, arch: Arch = 'amd64'): readonly Artifact[] =>
  COMPONENT_ARTIFACTS[name].map(part => artifactOf(name, version, part, arch));

export const bundle = (...artifacts: readonly (readonly Artifact[])[]): Bundle => ({
  apiVersion: 'quorate/v1alpha2',
  kind: 'Bundle',
  artifacts: artifacts.flat(),
});

/** One version of every component except Kubernetes and etcd. */
export const surroundings = (arch: Arch = 'amd64'): readonly Artifact[] =>
  (Object.keys(ADDON_VERSIONS) as (keyof typeof ADDON_VERSIONS)[])
    .filter(name => name !== 'agnhost')
    .flatMap(name => component(name, ADDON_VERSIONS[name], arch));
