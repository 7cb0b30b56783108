import type {PREFLIGHT_FAMILIES} from './catalogue/preflight.js';
import type {CATALOGUE, TABLES} from './catalogue.js';

/** Every code of the catalogue; a family of preflight checks by its name alone: `Port`. */
export type EntryCode = keyof typeof CATALOGUE;

export type Family = (typeof PREFLIGHT_FAMILIES)[number];

/** A code as it is raised: `area/what-is-wrong`, or the name of a preflight check: `Swap`, `Port-6443`. */
export type Code = Exclude<EntryCode, Family> | `${Family}-${string}`;

export type ConfigCode = keyof typeof TABLES.config;

export type PreflightCode =
  | Exclude<keyof typeof TABLES.preflight, Family | 'preflight/findings'>
  | `${Family}-${string}`;

/** What an upgrade is refused or cautioned with. */
export type UpgradeCode = Extract<keyof typeof TABLES.refusal, `upgrade/${string}` | `quorum/${string}`>;

/** The part before the slash. */
export type Area = EntryCode extends infer C ? (C extends `${infer A}/${string}` ? A : never) : never;
