import {cniPlugins} from '../artifacts.js';
import type {Part} from '../part.js';
import type {RenderInput} from '../types.js';

/** Every plugin of the release, for other networks build on them too; flannel's own only where flannel is. */
export function cni({desired, release}: RenderInput): Part {
  const plugins = [...release.artifacts.values()]
    .filter(({component}) => component === 'cni-plugins')
    .map(({name}) => name)
    .filter(name => name !== 'flannel' || desired.network.plugin === 'flannel')
    .sort();
  return cniPlugins(release, plugins);
}
