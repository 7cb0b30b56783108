import type {Artifact} from './bundle.js';
import {isComponent} from './required.js';

/** The link to the version of a binary that is in use. */
export const binary = (name: string): string => `/opt/quorate/bin/${name}`;

export const pathOf = ({component, version, name, kind}: Artifact): string =>
  `/opt/quorate/${component}/${version}/${name}${kind === 'image' ? '.tar' : ''}`;

/** The link to the version of an artifact that is in use. */
export const installedLink = ({component, name}: Pick<Artifact, 'component' | 'name'>): string =>
  component === 'cni-plugins' || component === 'flannel-cni-plugin' ? `/opt/cni/bin/${name}` : binary(name);

/** The artifact and version that a link points at; undefined for a link to anything else. */
export function linkedTo(target: string): Pick<Artifact, 'component' | 'version' | 'name'> | undefined {
  const [, component, version, name] = /^(?:\.\.|\/opt\/quorate)\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(target) ?? [];
  if (component === undefined || version === undefined || name === undefined || !isComponent(component))
    return undefined;
  return {component, version, name};
}
