import type {ConfigIssue, Path} from '../problem.js';
import type {Check} from './check.js';

const ARTIFACTS: Path = ['spec', 'artifacts'];

/** Settings of downloads. */
const DOWNLOAD_KEYS = ['lock', 'lockSha256', 'ca'] as const;

/** Settings of a mirror need one, and a mirror needs a source that uses it. */
export const mirror: Check = function* ({spec}) {
  const artifacts = spec?.artifacts;
  if (artifacts === undefined) return;
  const {source} = artifacts;
  if (source === 'mirror' && artifacts.mirror === undefined) {
    yield {
      code: 'config/missing-key',
      path: [...ARTIFACTS, 'source'],
      message: '"mirror" is missing: source: mirror requires its URL',
      suggestion: 'set mirror, for example to https://files.example.com/k8s',
    };
  }
  if (artifacts.mirror !== undefined && source !== undefined && source !== 'mirror') {
    yield {
      code: 'config/unused-key',
      path: [...ARTIFACTS, 'mirror'],
      message: `mirror is not used with source: ${source}`,
      suggestion: 'delete mirror, or set source: mirror',
    };
  }
  if (artifacts.credentials !== undefined && artifacts.mirror === undefined) {
    yield {
      code: 'config/unused-key',
      path: [...ARTIFACTS, 'credentials'],
      message: 'credentials are for a mirror, and there is none',
      suggestion: 'delete credentials, or set mirror',
    };
  }
  const uploads = source === 'bundle' || (source === undefined && artifacts.mirror === undefined);
  for (const key of uploads ? DOWNLOAD_KEYS.filter(each => artifacts[each] !== undefined) : []) {
    yield {
      code: 'config/unused-key',
      path: [...ARTIFACTS, key],
      message: `${key} is not used with source: bundle${source === undefined ? ', the default' : ''}`,
      suggestion: `delete ${key}, or set source: upstream or mirror`,
    };
  }
  yield* credentials(artifacts.credentials, [...ARTIFACTS, 'credentials']);
  if (artifacts.credentials !== undefined && artifacts.mirror !== undefined)
    yield* sentInTheClear(artifacts.mirror, [...ARTIFACTS, 'mirror']);
};

/** A proxy without a URL would only have exceptions. */
export const proxy: Check = function* ({spec}, where) {
  if (spec?.proxy === undefined || spec.proxy.http !== undefined || spec.proxy.https !== undefined) return;
  // An invalid value is missing from the draft and reported by the schema.
  if (['http', 'https'].some(key => where(['spec', 'proxy', key]) !== ' (the default)')) return;
  yield {
    code: 'config/missing-key',
    path: ['spec', 'proxy'],
    message: '"http" or "https" is missing: the URL of the proxy',
    suggestion: 'set https, for example to http://proxy.example.com:3128, or delete proxy',
  };
};

const REGISTRIES: Path = ['spec', 'registries'];

export const registries: Check = function* ({spec}, where) {
  const hosts = spec?.registries ?? [];
  for (const [index, registry] of hosts.entries()) {
    if (registry === undefined) continue;
    const path = [...REGISTRIES, index];
    const first = hosts.findIndex(each => each?.host === registry.host);
    if (registry.host !== undefined && first < index) {
      yield {
        code: 'config/duplicate-key',
        path: [...path, 'host'],
        message: `duplicate registry ${registry.host}${where([...REGISTRIES, first, 'host'])}`,
        suggestion: 'keep one of the two',
      };
    }
    if (registry.host === '_default' && (registry.mirrors ?? []).length === 0) {
      yield {
        code: 'config/missing-key',
        path,
        message: 'the registry _default requires mirrors: it stands for every registry without an entry',
        suggestion: 'list its mirrors, or name a registry',
      };
    }
    yield* credentials(registry.credentials, [...path, 'credentials']);
    if (registry.credentials === undefined) continue;
    for (const [at, url] of (registry.mirrors ?? []).entries())
      if (url !== undefined) yield* sentInTheClear(url, [...path, 'mirrors', at]);
  }
};

function* sentInTheClear(url: string, path: Path): Iterable<ConfigIssue> {
  if (!url.startsWith('http://')) return;
  yield {
    code: 'config/credentials-without-tls',
    level: 'warning',
    path,
    message: `credentials are sent unencrypted to ${url}`,
    suggestion: 'use an https URL',
  };
}

interface Credentials {
  readonly username?: string | undefined;
  readonly passwordFile?: string | undefined;
  readonly passwordEnv?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly tokenEnv?: string | undefined;
}

/** A user name with one password, or one token. */
function* credentials(given: Credentials | undefined, path: Path): Iterable<ConfigIssue> {
  if (given === undefined) return;
  const {username, passwordFile, passwordEnv, tokenFile, tokenEnv} = given;
  const passwords = [passwordFile, passwordEnv].filter(each => each !== undefined).length;
  const tokens = [tokenFile, tokenEnv].filter(each => each !== undefined).length;
  const isBasic = username !== undefined && passwords === 1 && tokens === 0;
  const isToken = username === undefined && passwords === 0 && tokens === 1;
  if (isBasic && username.includes(':')) {
    yield {
      code: 'config/bad-credentials',
      path: [...path, 'username'],
      message: `the user name ${username} has a colon, which basic authentication does not allow`,
      suggestion: 'write the part before the colon, and the password into its file or variable',
    };
  }
  if (isBasic || isToken) return;
  yield {
    code: 'config/bad-credentials',
    path,
    message: 'credentials are username with passwordFile or passwordEnv, or one of tokenFile and tokenEnv',
    suggestion: 'for example: {username: robot, passwordFile: ./registry-password}',
  };
}
