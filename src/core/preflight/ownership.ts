import type {HostFacts} from '../cluster/observed.js';

/** Is this unit there by quorate's doing? A unit of the same name that came with a package is not. */
export const ownsUnit = ({owned, units}: HostFacts, unit: string): boolean =>
  units.has(unit) && owned.has(`/etc/systemd/system/${unit}`);

/** Does systemd run it, or try to? */
export const runs = ({units}: HostFacts, unit: string): boolean =>
  ['active', 'activating', 'reloading'].includes(units.get(unit)?.active ?? '');
