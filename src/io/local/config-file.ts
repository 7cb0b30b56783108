import {readFile, stat, writeFile} from 'node:fs/promises';
import {dirname, isAbsolute, resolve} from 'node:path';
import {text} from 'node:stream/consumers';
import {withVersions} from '../../core/config/edit.js';
import {parseConfig} from '../../core/config/parse.js';
import type {ConfigProblem} from '../../core/config/problem.js';
import {renderProblems} from '../../core/config/render-problems.js';
import {Failure} from '../../core/failure.js';
import type {
  ArtifactsConfig,
  ClusterConfig,
  CredentialsConfig,
  NamedVersions,
  SshSettings,
} from '../../core/model/config.js';
import type {Finding} from '../../core/model/finding.js';
import {withIssuerCas} from './issuer-cas.js';
import {replaceFile} from './replace-file.js';
import {whyUnreadable} from './unreadable.js';

/**
 * The configuration in a file, or on standard input for `-`. Relative paths in it start at the directory of the
 * file.
 * @throws Failure config/unreadable, config/ca-unusable, or config/invalid with every problem in its message.
 */
export async function loadConfig(
  path: string,
): Promise<{readonly config: ClusterConfig; readonly warnings: readonly Finding[]}> {
  const {name, content} = await readConfigText(path);
  const parsed = parseConfig(content);
  if ('problems' in parsed) {
    throw new Failure(
      'config/invalid',
      `${name} does not describe a cluster:\n${renderProblems(parsed.problems, name)}`,
      {
        suggestions: [`correct ${name}, then check it with: quorate config validate -c ${path}`],
      },
    );
  }
  const folder = path === '-' ? process.cwd() : dirname(resolve(path));
  const config = await withIssuerCas(withPathsFrom(folder, parsed.config));
  return {config, warnings: parsed.warnings.map(each => finding(each, name))};
}

/**
 * The text of a configuration, and its name for messages.
 * @throws Failure config/unreadable
 */
export async function readConfigText(path: string): Promise<{readonly name: string; readonly content: string}> {
  if (path === '-') return {name: 'standard input', content: await text(process.stdin)};
  try {
    return {name: path, content: await readFile(path, 'utf8')};
  } catch (cause) {
    throw new Failure('config/unreadable', `cannot read the configuration ${path}: ${whyUnreadable(cause)}`, {
      suggestions: [
        'name another file with --config FILE or QUORATE_CONFIG',
        'or start from an example: docs/examples/single.yaml, stacked.yaml or external.yaml',
      ],
      cause,
    });
  }
}

/**
 * Writes a configuration where there is no file, readable by its owner only. True when it was written.
 * @throws Failure config/unwritable
 */
export async function writeIfMissing(path: string, content: string): Promise<boolean> {
  if (path === '-') return false;
  try {
    await writeFile(path, content, {flag: 'wx', mode: 0o600});
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new Failure('config/unwritable', `cannot write ${path}: ${(cause as Error).message}`, {
      suggestions: ['name another file with --config FILE, then run the same command again'],
      cause,
    });
  }
}

const finding = ({code, line, column, path, message, suggestion}: ConfigProblem, file: string): Finding => ({
  code,
  level: 'warning',
  message: `${file}:${line}:${column}: ${path}: ${message}`,
  ...(suggestion === undefined ? {} : {fix: suggestion}),
});

function withPathsFrom(folder: string, config: ClusterConfig): ClusterConfig {
  const from = (path: string) => (isAbsolute(path) || path.startsWith('~/') ? path : resolve(folder, path));
  const ssh = (settings: SshSettings): SshSettings => ({
    ...settings,
    keyFiles: settings.keyFiles.map(from),
    knownHostsFile: from(settings.knownHostsFile),
  });
  const {unmanagedEtcd} = config.etcd;
  const files = unmanagedEtcd && {
    caFile: from(unmanagedEtcd.caFile),
    certFile: from(unmanagedEtcd.certFile),
    keyFile: from(unmanagedEtcd.keyFile),
  };
  return {
    ...config,
    etcd: {...config.etcd, ...(unmanagedEtcd && {unmanagedEtcd: {...unmanagedEtcd, ...files}})},
    pki: {...config.pki, ...(config.pki.directory === undefined ? {} : {directory: from(config.pki.directory)})},
    hosts: config.hosts.map(host => ({...host, ssh: ssh(host.ssh)})),
    ...issuersFrom(from, config),
    artifacts: artifactsFrom(folder, from, config.artifacts),
    registries: config.registries.map(registry => ({
      ...registry,
      ...(registry.ca === undefined ? {} : {ca: from(registry.ca)}),
      ...credentialsFrom(from, registry),
    })),
  };
}

const issuersFrom = (
  from: (path: string) => string,
  {authentication}: ClusterConfig,
): Pick<ClusterConfig, 'authentication'> =>
  authentication === undefined
    ? {}
    : {
        authentication: {
          issuers: authentication.issuers.map(each => ({
            ...each,
            ...(each.ca === undefined ? {} : {ca: from(each.ca)}),
          })),
        },
      };

const artifactsFrom = (folder: string, from: (path: string) => string, artifacts: ArtifactsConfig): ArtifactsConfig => {
  const {bundle, ca, lock, ...rest} = artifacts;
  return {
    ...rest,
    ...(bundle === undefined ? {} : {bundle: from(bundle)}),
    ...(ca === undefined ? {} : {ca: from(ca)}),
    lock: lock === undefined ? resolve(folder, LOCK_FILE) : from(lock),
    ...credentialsFrom(from, artifacts),
  };
};

/** The lock file beside a configuration that names none. */
export const LOCK_FILE = 'quorate.lock.json';

const credentialsFrom = (
  from: (path: string) => string,
  {credentials}: {readonly credentials?: CredentialsConfig},
): {readonly credentials?: CredentialsConfig} => {
  if (credentials === undefined) return {};
  const {passwordFile, tokenFile} = credentials;
  return {
    credentials: {
      ...credentials,
      ...(passwordFile === undefined ? {} : {passwordFile: from(passwordFile)}),
      ...(tokenFile === undefined ? {} : {tokenFile: from(tokenFile)}),
    },
  };
};

/**
 * Writes the versions into the configuration file; its mode and the rest of its text stay. True when the text changed.
 * @throws Failure config/unreadable, config/not-editable, config/unwritable
 */
export async function writeVersions(path: string, versions: NamedVersions): Promise<boolean> {
  if (path === '-') throw unwritable('standard input', 'it is not a file', versions);
  const {content} = await readConfigText(path);
  const edited = withVersions(content, versions);
  if (edited === content) return false;
  try {
    const {mode} = await stat(path);
    await replaceFile(path, edited, mode & 0o777);
  } catch (cause) {
    throw unwritable(path, (cause as Error).message, versions, cause);
  }
  return true;
}

/**
 * Writes another text into the configuration file, if it still has the one that was read; its mode stays. True when the
 * text changed.
 * @throws Failure config/unreadable, config/edited-meanwhile, config/unwritable
 */
export async function editConfig(path: string, before: string, after: string): Promise<boolean> {
  const {content} = await readConfigText(path);
  if (content === after) return false;
  if (content !== before)
    throw new Failure(
      'config/edited-meanwhile',
      `${path} was changed while this command ran; its edit is not written`,
      {
        suggestions: [`run the same command again: it reads ${path} again`],
      },
    );
  try {
    const {mode} = await stat(path);
    await replaceFile(path, after, mode & 0o777);
  } catch (cause) {
    throw new Failure('config/unwritable', `cannot write ${path}: ${(cause as Error).message}`, {
      suggestions: [`make ${path} writable, then run the same command again`],
      cause,
    });
  }
  return true;
}

const unwritable = (name: string, why: string, {kubernetes, etcd}: NamedVersions, cause?: unknown): Failure =>
  new Failure('config/unwritable', `cannot write the version ${kubernetes} into ${name}: ${why}`, {
    suggestions: [
      `set spec.kubernetesVersion to "${kubernetes}"${etcd === undefined ? '' : ` and spec.etcd.version to "${etcd}"`} in the configuration, then run the same command again`,
    ],
    cause,
  });
