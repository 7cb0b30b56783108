import {binaries} from '../artifacts.js';
import type {Flags} from '../flags.js';
import type {Part} from '../part.js';
import {KUBECONFIG, PKI} from '../paths.js';
import {service} from '../service.js';
import {SERVING_TLS} from '../tls.js';
import type {RenderInput} from '../types.js';

export const scheduler = ({desired, release, facts, templates}: RenderInput): readonly Part[] => [
  binaries({release, facts}, ['kube-scheduler']),
  service(templates, {
    name: 'kube-scheduler',
    user: 'kube-scheduler',
    phase: 'early',
    reads: [KUBECONFIG.scheduler, PKI.scheduler.cert, PKI.scheduler.key],
    command: {flags: FLAGS, extraArgs: desired.extraArgs['kube-scheduler']},
  }),
];

const FLAGS: Flags = {
  'authentication-kubeconfig': KUBECONFIG.scheduler,
  'authorization-kubeconfig': KUBECONFIG.scheduler,
  'bind-address': '127.0.0.1',
  kubeconfig: KUBECONFIG.scheduler,
  'leader-elect': 'true',
  profiling: 'false',
  'tls-cert-file': PKI.scheduler.cert,
  'tls-private-key-file': PKI.scheduler.key,
  ...SERVING_TLS,
};
