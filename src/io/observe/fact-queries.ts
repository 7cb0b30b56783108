import type {DesiredCluster} from '../../core/model/desired.js';
import type {HostName} from '../../core/model/names.js';
import {type FactQuery, factQuery} from '../../core/plan/fact-query.js';
import type {Observer} from './observer.js';

const made = new WeakMap<Observer, WeakMap<DesiredCluster, Map<HostName, FactQuery>>>();

/** The query of a host, made once for each desired cluster: it means rendering the files of the host. */
export function queryOf(observer: Observer, desired: DesiredCluster, host: HostName): FactQuery {
  const ofObserver = made.get(observer) ?? new WeakMap<DesiredCluster, Map<HostName, FactQuery>>();
  made.set(observer, ofObserver);
  const queries = ofObserver.get(desired) ?? new Map<HostName, FactQuery>();
  ofObserver.set(desired, queries);
  const query = queries.get(host) ?? factQuery(desired, observer.release, observer.templates, host);
  queries.set(host, query);
  return query;
}
