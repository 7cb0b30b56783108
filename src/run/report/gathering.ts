import type {HostName} from '../../core/model/names.js';
import type {Report} from './event.js';
import {isMany} from './large-fleet.js';

/** Reports of many hosts which facts are there. What it returns is called for each of them. */
export const reportGathering =
  (report: Report) =>
  (hosts: readonly HostName[]): ((host: HostName) => void) => {
    if (!isMany(hosts.length)) return () => {};
    report({type: 'gathering', hosts});
    return host => report({type: 'gathered', host});
  };
