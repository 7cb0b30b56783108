import {type Artifact, releaseFor} from '../../artifacts/bundle.js';
import {pathOn} from '../../artifacts/install-paths.js';
import {uploadReason} from '../../artifacts/transfer.js';
import type {Subject} from './check.js';

/** The artifacts of the release that a host needs and does not have. */
export const missingArtifacts = (subject: Subject): readonly Artifact[] =>
  [...releaseFor(subject.release, subject.facts.arch).artifacts.values()].filter(
    each => belongsOn(subject, each) && !isInstalled(subject, each),
  );

/** With the commands that the host has; or with tar as well. */
export const downloadsItself = (
  {downloads, facts}: Subject,
  artifact: Artifact,
  given: readonly string[] = [],
): boolean =>
  downloads && uploadReason(artifact, {commands: [...facts.commands, ...given], sourceFails: false}) === undefined;

const CONTROL_PLANE_BINARIES: ReadonlySet<string> = new Set([
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubectl',
]);

const belongsOn = ({member, controlPlane, node}: Subject, {component, name}: Artifact): boolean => {
  if (component === 'agnhost') return false;
  if (component === 'etcd') return member !== undefined;
  return CONTROL_PLANE_BINARIES.has(name) ? controlPlane : node !== undefined;
};

const isInstalled = ({facts}: Subject, artifact: Artifact): boolean =>
  facts.files.get(pathOn(facts, artifact))?.digest === artifact.sha256;
