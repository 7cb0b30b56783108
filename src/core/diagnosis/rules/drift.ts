import type {HostFacts, ObservedCluster} from '../../model/observed.js';
import type {Action, ActionOf} from '../../plan/action.js';
import {UNITS} from '../../render/paths.js';
import {binary} from '../../versions/install-paths.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {RawFinding} from '../findings.js';

/** What the planner would put back on a host, as what is wrong there. */
export const driftRule = ({due, evidence}: DiagnosisContext): readonly RawFinding[] =>
  due.flatMap(action => {
    if (!('host' in action)) return [];
    const facts = knownValue(evidence.observed.hosts.get(action.host));
    return facts === undefined ? [] : onHost(action, facts, evidence.observed);
  });

function onHost(action: Action, facts: HostFacts, {store}: ObservedCluster): readonly RawFinding[] {
  switch (action.kind) {
    case 'file/put':
      return [file(action, facts)];
    case 'unmanaged-etcd-file/put': {
      // What the operator's files are to be like is known only where they could be read.
      const digest = knownValue(store?.files)?.get(action.path);
      return digest === undefined ? [] : [file({...action, digest}, facts)];
    }
    case 'artifact/install':
      return [artifact(action, facts)];
    case 'link/put':
      return [link(action, facts)];
    case 'directory/make':
      return [directory(action, facts)];
    case 'kernel/prepare':
      return [kernel(action, facts)];
    case 'image/import':
      return facts.images.known ? [image(action)] : [];
    default:
      return [];
  }
}

type Wanted = Pick<ActionOf<'file/put'>, 'host' | 'path' | 'digest' | 'mode'>;

function file({host, path, digest, mode}: Wanted, facts: HostFacts): RawFinding {
  const unit = path.startsWith(`${UNITS}/`) ? [path.slice(UNITS.length + 1)] : [];
  const about = [path, ...unit];
  const found = facts.files.get(path);
  if (found === undefined)
    return {code: 'drift/file-missing', host, message: `${host}: ${path} does not exist`, evidence: [], about};
  if (found.digest === digest)
    return {
      code: 'drift/file-mode',
      host,
      message: `${host}: ${path} has the mode ${found.mode}, not ${mode}`,
      evidence: [],
      about,
    };
  return {
    code: unit.length > 0 ? 'drift/unit-edited' : 'drift/file-edited',
    host,
    message: `${host}: ${path} is not as quorate writes it`,
    evidence: digests(found.digest, digest),
    about,
  };
}

function artifact(
  {host, artifact: name, version, path, digest}: ActionOf<'artifact/install'>,
  facts: HostFacts,
): RawFinding {
  const found = facts.files.get(path)?.digest;
  return {
    code: 'drift/binary-differs',
    host,
    message:
      found === undefined
        ? `${host}: ${path} does not exist`
        : `${host}: ${path} is not ${name} ${version} of the bundle`,
    evidence: found === undefined ? [] : digests(found, digest),
    about: [path, binary(name)],
  };
}

const digests = (found: string, wanted: string): readonly string[] => [
  `found sha256 ${found}`,
  `wanted sha256 ${wanted}`,
];

const link = ({host, path, target}: ActionOf<'link/put'>, facts: HostFacts): RawFinding => ({
  code: 'drift/link-differs',
  host,
  message: `${host}: ${path} does not point at ${target}`,
  evidence: [facts.links.has(path) ? `it points at ${facts.links.get(path)}` : 'there is no link'],
  about: [path],
});

const directory = ({host, path, mode}: ActionOf<'directory/make'>, facts: HostFacts): RawFinding => ({
  code: 'drift/directory-differs',
  host,
  message: `${host}: ${path} is no directory of mode ${mode}`,
  evidence: [facts.directories.has(path) ? `its mode is ${facts.directories.get(path)?.mode}` : 'it does not exist'],
  about: [path],
});

const kernel = ({host, modules, sysctls}: ActionOf<'kernel/prepare'>, facts: HostFacts): RawFinding => ({
  code: 'drift/kernel-unprepared',
  host,
  message: `${host}: its kernel is not prepared`,
  evidence: [
    ...modules.filter(name => !facts.modules.includes(name)).map(name => `the module ${name} is not loaded`),
    ...Object.entries(sysctls)
      .filter(([name, value]) => facts.sysctls[name] !== value)
      .map(([name, value]) => `${name} is ${facts.sysctls[name] ?? 'not known'}, not ${value}`),
  ],
});

const image = ({host, image: name, path}: ActionOf<'image/import'>): RawFinding => ({
  code: 'drift/image-missing',
  host,
  message: `${host}: containerd does not hold ${name}`,
  evidence: [],
  about: [path],
});
