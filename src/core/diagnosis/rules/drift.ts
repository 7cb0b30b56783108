import type {Action, ActionOf} from '../../actions/action.js';
import {lackingUsers} from '../../actions/users.js';
import {binary} from '../../artifacts/install-paths.js';
import type {HostFacts, ObservedCluster} from '../../model/observed.js';
import {UNITS} from '../../render/paths.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {RawFinding} from '../findings.js';

/** Differences between a host and the configuration: the actions that the planner would take there. */
export const driftRule = ({due, evidence: {observed}}: DiagnosisContext): readonly RawFinding[] => [
  ...unreadable(observed),
  ...due.flatMap(action => {
    if (!('host' in action)) return [];
    const facts = knownValue(observed.hosts.get(action.host));
    return facts === undefined ? [] : onHost(action, facts, observed);
  }),
];

const unreadable = ({operatorFiles}: ObservedCluster): readonly RawFinding[] =>
  operatorFiles === undefined || operatorFiles.known
    ? []
    : [{code: 'drift/registries-unknown', message: operatorFiles.why, evidence: []}];

function onHost(
  action: Action,
  facts: HostFacts,
  {unmanagedEtcd, operatorFiles}: ObservedCluster,
): readonly RawFinding[] {
  switch (action.kind) {
    case 'file/put':
      return [file(action, facts)];
    case 'unmanaged-etcd-file/put': {
      // Known only if the files of the operator could be read on this machine.
      const digest = knownValue(unmanagedEtcd?.files)?.get(action.path);
      return digest === undefined ? [] : [file({...action, digest}, facts)];
    }
    case 'operator-file/put': {
      const digest = knownValue(operatorFiles)?.get(action.source);
      // Without the digests in its evidence: they would help to guess a password.
      return digest === undefined ? [] : [{...file({...action, digest}, facts), evidence: []}];
    }
    case 'artifact/install':
    case 'artifact/fetch':
      return [artifact(action, facts)];
    case 'link/put':
      return [link(action, facts)];
    case 'directory/make':
      return [directory(action, facts)];
    case 'mode/set':
      return [mode(action, facts)];
    case 'kernel/prepare':
      return [kernel(action, facts)];
    case 'image/import':
      return facts.images.known ? [image(action, facts.images.value.get(action.image))] : [];
    case 'selinux/booleans':
      return [booleans(action, facts)];
    case 'users/create':
      return [users(action, facts)];
    case 'packages/install':
      return action.packages.length === 0 ? [] : [packages(action)];
    default:
      return [];
  }
}

type DesiredFile = Pick<ActionOf<'file/put'>, 'host' | 'path' | 'digest'>;

function file({host, path, digest}: DesiredFile, facts: HostFacts): RawFinding {
  const unit = unitAt(path);
  const subjects = [path, ...unit];
  const found = facts.files.get(path);
  if (found === undefined)
    return {code: 'drift/file-missing', host, message: `${host}: ${path} does not exist`, evidence: [], subjects};
  return {
    code: unit.length > 0 ? 'drift/unit-edited' : 'drift/file-edited',
    host,
    message: `${host}: ${path} differs from what quorate writes`,
    evidence: digests(found.digest, digest),
    subjects,
  };
}

const unitAt = (path: string): readonly string[] =>
  path.startsWith(`${UNITS}/`) ? [path.slice(UNITS.length + 1)] : [];

function mode({host, entry, mode: wanted, owner}: ActionOf<'mode/set'>, facts: HostFacts): RawFinding {
  const file = facts.files.get(entry);
  const found = file ?? facts.directories.get(entry);
  return {
    code: file === undefined ? 'drift/directory-differs' : 'drift/file-mode',
    host,
    message: `${host}: ${entry} has mode ${found?.mode} and owner ${found?.owner}, not ${wanted} and ${owner}`,
    evidence: [],
    subjects: [entry, ...unitAt(entry)],
  };
}

function artifact(
  {host, artifact: name, version, path, digest}: ActionOf<'artifact/install' | 'artifact/fetch'>,
  facts: HostFacts,
): RawFinding {
  const found = facts.files.get(path)?.digest;
  return {
    code: 'drift/binary-differs',
    host,
    message:
      found === undefined
        ? `${host}: ${path} does not exist`
        : `${host}: ${path} differs from ${name} ${version} of the bundle`,
    evidence: found === undefined ? [] : digests(found, digest),
    subjects: [path, binary(name)],
  };
}

const digests = (found: string, desired: string): readonly string[] => [
  `observed sha256 ${found}`,
  `desired sha256 ${desired}`,
];

const link = ({host, path, target}: ActionOf<'link/put'>, facts: HostFacts): RawFinding => ({
  code: 'drift/link-differs',
  host,
  message: `${host}: ${path} does not point to ${target}`,
  evidence: [facts.links.has(path) ? `it points to ${facts.links.get(path)}` : 'it does not exist'],
  subjects: [path],
});

const directory = ({host, path, mode}: ActionOf<'directory/make'>, facts: HostFacts): RawFinding => ({
  code: 'drift/directory-differs',
  host,
  message: `${host}: ${path} is not a directory with mode ${mode}`,
  evidence: [facts.directories.has(path) ? `its mode is ${facts.directories.get(path)?.mode}` : 'it does not exist'],
  subjects: [path],
});

const kernel = ({host, modules, sysctls}: ActionOf<'kernel/prepare'>, facts: HostFacts): RawFinding => ({
  code: 'drift/kernel-unprepared',
  host,
  message: `${host}: its kernel lacks modules or settings`,
  evidence: [
    ...modules.filter(name => !facts.modules.includes(name)).map(name => `module ${name} is not loaded`),
    ...Object.entries(sysctls)
      .filter(([name, value]) => facts.sysctls[name] !== value)
      .map(([name, value]) => `${name} is ${facts.sysctls[name] ?? 'unknown'}, not ${value}`),
  ],
});

const booleans = ({host, booleans: wanted}: ActionOf<'selinux/booleans'>, facts: HostFacts): RawFinding => ({
  code: 'drift/selinux-boolean',
  host,
  message: `${host}: SELinux refuses connections of load balancers`,
  evidence: wanted.filter(name => facts.booleans[name] === false).map(name => `the boolean ${name} is off`),
});

const users = (action: ActionOf<'users/create'>, facts: HostFacts): RawFinding => ({
  code: 'drift/user-missing',
  host: action.host,
  message: `${action.host}: users of services do not exist`,
  evidence: lackingUsers(facts, action).map(name => `there is no user ${name} with a group of that name`),
});

const packages = ({host, commands, packages: names}: ActionOf<'packages/install'>): RawFinding => ({
  code: 'drift/package-missing',
  host,
  message: `${host}: these commands are missing: ${commands.join(', ')}`,
  evidence: [`packages: ${names.join(', ')}`],
});

function image(
  {host, image: name, path, imageDigest}: ActionOf<'image/import'>,
  found: string | undefined,
): RawFinding {
  if (found === undefined)
    return {
      code: 'drift/image-missing',
      host,
      message: `${host}: containerd does not have ${name}`,
      evidence: [],
      subjects: [path],
    };
  return {
    code: 'drift/image-differs',
    host,
    message: `${host}: ${name} is another image`,
    evidence: [`it points to ${found}`, `desired ${imageDigest}`],
    subjects: [path],
  };
}
