import type {DesiredCluster} from '../../core/model/desired.js';
import type {HostName} from '../../core/model/names.js';
import {oncePer} from '../../core/once-per.js';
import {type FactQuery, factQuery} from '../../core/plan/fact-query.js';
import type {Observer} from './observer.js';

const made = oncePer((_: Observer) => oncePer((_: DesiredCluster) => new Map<HostName, FactQuery>()));

/** The query of a host, made once for each desired cluster: it means rendering the files of the host. */
export function queryOf(observer: Observer, desired: DesiredCluster, host: HostName): FactQuery {
  const queries = made(observer)(desired);
  const query = queries.get(host) ?? factQuery(desired, observer.release, observer.templates, host);
  queries.set(host, query);
  return query;
}
