import type {HostName} from '../cluster/names.js';
import type {ObservedCluster} from '../cluster/observed.js';
import type {ComponentName} from '../components/bundle.js';
import {linkedTo} from '../render/artifacts.js';

/** A binary that a link on a host says is the one in use. */
export interface InUse {
  readonly host: HostName;
  readonly component: ComponentName;
  readonly artifact: string;
  readonly version: string;
}

/** Of the hosts that could be read. A link that leads to another link, for people at a shell, says nothing new. */
export const inUse = ({hosts}: ObservedCluster): readonly InUse[] =>
  [...hosts].flatMap(([host, facts]) => {
    const targets = facts.known ? [...facts.value.links.values()] : [];
    return targets.flatMap(target => {
      const binary = linkedTo(target);
      if (binary === undefined) return [];
      const {component, name: artifact, version} = binary;
      return [{host, component, artifact, version}];
    });
  });
