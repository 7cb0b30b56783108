import {digestOf} from '../model/names.js';
import type {Artifact, ComponentName, Release} from './bundle.js';
import {suitedMinors} from './etcd-support.js';
import {REQUIRED} from './required.js';

interface RequestedVersions {
  readonly kubernetesVersion: string;
  readonly etcdVersion?: string;
}

/**
 * A release with placeholders, to gather facts without a bundle: its versions, digests and images must not be compared.
 */
export function placeholderRelease({kubernetesVersion, etcdVersion}: RequestedVersions): Release {
  const etcd = etcdVersion ?? `${suitedMinors(kubernetesVersion).at(-1)}.0`;
  const versionOf = (component: ComponentName) =>
    component === 'kubernetes' ? kubernetesVersion : component === 'etcd' ? etcd : '0.0.0';
  const components = Object.keys(REQUIRED) as (keyof typeof REQUIRED)[];
  return {
    arch: '',
    versions: Object.fromEntries(components.map(each => [each, versionOf(each)])) as Release['versions'],
    artifacts: new Map(
      components.flatMap(component =>
        REQUIRED[component].map(name => [name, artifact(component, name, versionOf(component))] as const),
      ),
    ),
  };
}

const artifact = (component: ComponentName, name: string, version: string): Artifact => ({
  name,
  component,
  version,
  kind: component === 'coredns' || component === 'pause' ? 'image' : 'binary',
  image: `unknown/${name}:${version}`,
  file: '',
  sha256: digestOf(''),
  size: 0,
  compressedSha256: digestOf(''),
  compressedSize: 0,
});
