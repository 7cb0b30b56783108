import {canonicalUrl} from '../../network/url.js';
import type {Path} from '../problem.js';
import {type Check, type DraftHost, hostsOf} from './check.js';

const ETCD: Path = ['spec', 'etcd'];
const ENDPOINTS: Path = [...ETCD, 'endpoints'];
const FILES = ['caFile', 'certFile', 'keyFile'] as const;

/** etcd that somebody else runs: all that is needed to be its client, and nothing said about how it is run. */
export const store: Check = function* (draft, where) {
  const etcd = draft.spec?.etcd;
  if (!draft.spec || !etcd) return;
  if (etcd.endpoints === undefined) {
    // Sound parts leave out what is there and wrong; that is said by itself.
    if (where(ENDPOINTS) === ABSENT) yield* FILES.filter(key => etcd[key] !== undefined).map(fileAlone);
    return;
  }
  yield* FILES.filter(key => etcd[key] === undefined && where([...ETCD, key]) === ABSENT).map(missingFile);
  yield* repeated(etcd.endpoints, where);
  if (draft.spec.topology === 'stacked') {
    yield {
      code: 'config/endpoints-in-stacked',
      path: ENDPOINTS,
      message: 'in the stacked topology etcd runs on the control planes, and its endpoints are theirs',
      suggestion: 'leave endpoints out, or set topology: external',
    };
  }
  yield* hostsOf(draft)
    .filter(({host}) => host.roles?.includes('etcd'))
    .map(hostBeside);
  if (etcd.version !== undefined) {
    yield {
      code: 'config/version-of-others',
      path: [...ETCD, 'version'],
      message: 'spec.etcd.endpoints names etcd that somebody else runs: quorate installs no version of it',
      suggestion: 'leave the version out',
    };
  }
  if ((draft.spec.extraArgs?.etcd ?? []).length > 0) {
    yield {
      code: 'config/flags-of-others',
      path: ['spec', 'extraArgs', 'etcd'],
      message: 'spec.etcd.endpoints names etcd that somebody else runs: quorate sets no flags of it',
      suggestion: 'leave them out',
    };
  }
};

/** What `where` says of a key that is not in the text. */
const ABSENT = ' (the default)';

const fileAlone = (key: (typeof FILES)[number]) => ({
  code: 'config/no-endpoints',
  path: [...ETCD, key],
  message: `${key} is for etcd that somebody else runs, and spec.etcd.endpoints names none`,
  suggestion: 'name its URLs in endpoints, or leave the file out',
});

const missingFile = (key: (typeof FILES)[number]) => ({
  code: 'config/missing-key',
  path: ENDPOINTS,
  at: 'key' as const,
  message: `"${key}" is missing: etcd that somebody else runs is reached with caFile, certFile and keyFile`,
});

const hostBeside = ({host, path, title}: DraftHost) => ({
  code: 'config/etcd-beside-endpoints',
  path: [...path, 'roles', host.roles?.indexOf('etcd') ?? 0],
  message: `${title} has the role etcd, but spec.etcd.endpoints names etcd that somebody else runs`,
  suggestion: 'leave out the role, or the endpoints',
});

function* repeated(endpoints: readonly (string | undefined)[], where: (path: Path) => string) {
  const spelled = endpoints.map(each => each && canonicalUrl(each));
  for (const [index, endpoint] of endpoints.entries()) {
    const first = spelled.indexOf(spelled[index]);
    if (endpoint === undefined || first === index) continue;
    yield {
      code: 'config/duplicate-endpoint',
      path: [...ENDPOINTS, index],
      message: `${endpoint} is there already${where([...ENDPOINTS, first])}`,
      suggestion: 'keep one of the two',
    };
  }
}
