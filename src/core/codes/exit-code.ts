import type {Area, Code} from './code.js';

/** What the process exits with when a command fails with a code of the area. */
export const EXIT_CODES = {
  artifacts: 1,
  backup: 1,
  balancers: 1,
  bench: 1,
  bundle: 1,
  cert: 1,
  config: 3,
  download: 1,
  drift: 1,
  etcd: 1,
  files: 1,
  hosts: 6,
  identity: 1,
  internal: 1,
  interrupted: 130,
  join: 1,
  kube: 1,
  kubeconfig: 1,
  lab: 1,
  links: 1,
  lock: 1,
  log: 1,
  network: 1,
  package: 1,
  pki: 1,
  preflight: 4,
  quorum: 5,
  refused: 1,
  remove: 1,
  replace: 1,
  reset: 1,
  run: 1,
  service: 1,
  timeout: 7,
  upgrade: 1,
  usage: 2,
  version: 1,
} as const satisfies Readonly<Record<Area, number>>;

/** Preflight checks have names without an area. */
export const exitCode = (code: Code): number =>
  code.includes('/') ? EXIT_CODES[code.slice(0, code.indexOf('/')) as Area] : EXIT_CODES.preflight;
