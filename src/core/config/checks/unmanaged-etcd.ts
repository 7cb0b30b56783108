import {canonicalUrl} from '../../network/url.js';
import type {ConfigIssue, Path} from '../problem.js';
import {type Check, type DraftHost, hostsOf} from './check.js';

const ETCD: Path = ['spec', 'etcd'];
const ENDPOINTS: Path = [...ETCD, 'endpoints'];
const FILES = ['caFile', 'certFile', 'keyFile'] as const;

/** An unmanaged etcd needs endpoints and client files, and no settings of how etcd runs. */
export const unmanagedEtcd: Check = function* (draft, where) {
  const etcd = draft.spec?.etcd;
  if (!draft.spec || !etcd) return;
  if (etcd.endpoints === undefined) {
    // An invalid value is missing from the draft and reported by the schema.
    if (where(ENDPOINTS) === ABSENT) yield* FILES.filter(key => etcd[key] !== undefined).map(fileAlone);
    return;
  }
  yield* FILES.filter(key => etcd[key] === undefined && where([...ETCD, key]) === ABSENT).map(missingFile);
  yield* repeated(etcd.endpoints, where);
  if (draft.spec.topology === 'stacked') {
    yield {
      code: 'config/endpoints-in-stacked',
      path: ENDPOINTS,
      message: 'with topology: stacked etcd runs on the control planes, and endpoints are not used',
      suggestion: 'delete endpoints, or set topology: external',
    };
  }
  yield* hostsOf(draft)
    .filter(({host}) => host.roles?.includes('etcd'))
    .map(hostBeside);
  if (etcd.version !== undefined) {
    yield {
      code: 'config/unmanaged-etcd-version',
      path: [...ETCD, 'version'],
      message: 'spec.etcd.endpoints is an unmanaged etcd: quorate does not install a version of it',
      suggestion: 'delete the version',
    };
  }
  if ((draft.spec.extraArgs?.etcd ?? []).length > 0) {
    yield {
      code: 'config/unmanaged-etcd-flags',
      path: ['spec', 'extraArgs', 'etcd'],
      message: 'spec.etcd.endpoints is an unmanaged etcd: quorate does not set its flags',
      suggestion: 'delete them',
    };
  }
};

/** The result of `where` for a key that is absent. */
const ABSENT = ' (the default)';

const fileAlone = (key: (typeof FILES)[number]): ConfigIssue => ({
  code: 'config/no-endpoints',
  path: [...ETCD, key],
  message: `${key} is for an unmanaged etcd, and spec.etcd.endpoints is missing`,
  suggestion: 'list its client URLs in endpoints, or delete this key',
});

const missingFile = (key: (typeof FILES)[number]): ConfigIssue => ({
  code: 'config/missing-key',
  path: ENDPOINTS,
  at: 'key',
  message: `"${key}" is missing: an unmanaged etcd requires caFile, certFile and keyFile`,
});

const hostBeside = ({host, path, title}: DraftHost): ConfigIssue => ({
  code: 'config/etcd-beside-endpoints',
  path: [...path, 'roles', host.roles?.indexOf('etcd') ?? 0],
  message: `${title} has the role etcd, but spec.etcd.endpoints is an unmanaged etcd`,
  suggestion: 'delete the role, or the endpoints',
});

function* repeated(endpoints: readonly (string | undefined)[], where: (path: Path) => string): Iterable<ConfigIssue> {
  const canonical = endpoints.map(each => each && canonicalUrl(each));
  for (const [index, endpoint] of endpoints.entries()) {
    const first = canonical.indexOf(canonical[index]);
    if (endpoint === undefined || first === index) continue;
    yield {
      code: 'config/duplicate-endpoint',
      path: [...ENDPOINTS, index],
      message: `duplicate endpoint ${endpoint}${where([...ENDPOINTS, first])}`,
      suggestion: 'keep one of the two',
    };
  }
}
