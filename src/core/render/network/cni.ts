import {binaries} from '../artifacts.js';
import type {Part} from '../part.js';
import type {RenderInput} from '../types.js';

/** All plugins of the release, because other pod networks use them too; flannel's plugin only with flannel. */
export function cni(input: RenderInput): Part {
  const {desired, release} = input;
  const plugins = [...release.artifacts.values()]
    .filter(({component}) => component === 'cni-plugins' || component === 'flannel-cni-plugin')
    .map(({name}) => name)
    .filter(name => name !== 'flannel' || desired.network.plugin === 'flannel')
    .sort();
  return binaries(input, plugins);
}
