/** What quorate recorded of the packages of a host. */
export interface PackageRecord {
  /** The packages that quorate brought, as the manager names them. */
  readonly brought: readonly string[];
  /** A call of the package manager was interrupted: what it brought is not recorded yet. */
  readonly unfinished: boolean;
}
