import type {ObservedCluster} from '../cluster/observed.js';
import type {Release} from '../components/bundle.js';
import {type InUse, inUse} from './in-use.js';

/** One binary of one host that is to be used in another version. Versions are without a leading v. */
export interface Move extends Pick<InUse, 'host' | 'component' | 'artifact'> {
  readonly from: string;
  readonly to: string;
}

/** A host that has no link for an artifact is a newcomer there: it moves nowhere. */
export const movesOf = (observed: ObservedCluster, {artifacts}: Release): readonly Move[] =>
  inUse(observed).flatMap(({version: from, ...what}) => {
    const wanted = artifacts.get(what.artifact);
    if (wanted === undefined || wanted.component !== what.component || wanted.version === from) return [];
    return [{...what, from, to: wanted.version}];
  });
