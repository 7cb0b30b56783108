import {ARCHES, type Arch, type Bundle, type ComponentName} from './bundle.js';
import {namesOf} from './required.js';

/** The versions of a component that have all of its artifacts for at least one architecture. */
export const completeVersions = (component: ComponentName, bundle: Bundle): readonly string[] => [
  ...new Set(ARCHES.flatMap(arch => completeVersionsOf(component, arch, bundle))),
];

export const completeVersionsOf = (
  component: ComponentName,
  arch: Arch,
  {artifacts}: Pick<Bundle, 'artifacts'>,
): readonly string[] => {
  const names = new Map<string, Set<string>>();
  for (const {version, name} of artifacts.filter(each => each.component === component && each.arch === arch))
    names.set(version, (names.get(version) ?? new Set<string>()).add(name));
  return [...names]
    .filter(([, present]) => namesOf(component).every(name => present.has(name)))
    .map(([version]) => version);
};
