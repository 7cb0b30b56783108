import type {HostFacts} from '../model/observed.js';
import type {Artifact} from './bundle.js';
import {isComponent} from './required.js';

const ROOT = '/opt/quorate';

/** The link to the version of a binary that is in use. */
export const binary = (name: string): string => `${ROOT}/bin/${name}`;

/**
 * Where an artifact is installed. Binaries are in a folder "bin": under /opt, the policies of SELinux let systemd run
 * programs from such a folder only.
 */
export const pathOf = (artifact: Artifact): string =>
  `${folderOf(artifact)}/${artifact.kind === 'image' ? `${artifact.name}.tar` : `bin/${artifact.name}`}`;

const folderOf = ({component, version}: Artifact): string => `${ROOT}/${component}/${version}`;

/** Where binaries of a version were installed before they got a folder "bin". */
const formerPathOf = (artifact: Artifact): string => `${folderOf(artifact)}/${artifact.name}`;

/**
 * Where an artifact is installed on this host, or is to be. A version that is at the former path stays there, so that
 * nothing is uploaded or restarted for another path; its next version is not. An enforcing SELinux lets systemd run
 * nothing at the former path.
 */
export function pathOn(
  {links, files, selinux}: Pick<HostFacts, 'links' | 'files' | 'selinux'>,
  artifact: Artifact,
): string {
  const path = pathOf(artifact);
  if (artifact.kind === 'image' || selinux === 'enforcing') return path;
  const former = formerPathOf(artifact);
  const linked = links.get(installedLink(artifact))?.replace(/^\.\.\//, `${ROOT}/`);
  if (linked === former || linked === path) return linked;
  return files.get(former)?.digest === artifact.sha256 ? former : path;
}

/** The link to the version of an artifact that is in use. */
export const installedLink = ({component, name}: Pick<Artifact, 'component' | 'name'>): string =>
  isCniPlugin(component) ? `/opt/cni/bin/${name}` : binary(name);

/** The text of that link, to a binary at this path. */
export const linkTarget = ({component}: Pick<Artifact, 'component'>, path: string): string =>
  isCniPlugin(component) ? path : path.replace(ROOT, '..');

const isCniPlugin = (component: string): boolean => component === 'cni-plugins' || component === 'flannel-cni-plugin';

/** The artifact and version that a link points at, at either path; undefined for a link to anything else. */
export function linkedTo(target: string): Pick<Artifact, 'component' | 'version' | 'name'> | undefined {
  const [, component, version, name] =
    /^(?:\.\.|\/opt\/quorate)\/([^/]+)\/([^/]+)\/(?:bin\/)?([^/]+)$/.exec(target) ?? [];
  if (component === undefined || version === undefined || name === undefined || !isComponent(component))
    return undefined;
  return {component, version, name};
}
