import {digestOf} from '../model/names.js';
import {suitedMinors} from '../versions/etcd-support.js';
import type {Artifact, ComponentName, Release, Versions} from './bundle.js';
import {isImage, REQUIRED} from './required.js';

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
  const versions = Object.fromEntries(components.map(each => [each, versionOf(each)])) as unknown as Versions;
  const artifacts = new Map(
    components.flatMap(component =>
      REQUIRED[component].map(name => [name, artifact(component, name, versionOf(component))] as const),
    ),
  );
  return {versions, arches: new Map([['', {arch: '', versions, artifacts}]])};
}

const artifact = (component: ComponentName, name: string, version: string): Artifact => ({
  name,
  component,
  version,
  arch: 'amd64',
  kind: isImage(component) ? 'image' : 'binary',
  image: `unknown/${name}:${version}`,
  sha256: digestOf(''),
  size: 0,
});
