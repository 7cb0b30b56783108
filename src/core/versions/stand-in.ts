import {digestOf} from '../model/names.js';
import type {Artifact, ComponentName, Release} from './bundle.js';
import {suitedMinors} from './etcd-support.js';
import {REQUIRED} from './required.js';

interface Wanted {
  readonly kubernetesVersion: string;
  readonly etcdVersion?: string;
}

/**
 * A release of which only the names are known, for looking at hosts where no bundle is at hand: what it says of
 * versions, digests and images is not to be compared with anything.
 */
export function standInRelease({kubernetesVersion, etcdVersion}: Wanted): Release {
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
