import {binary} from '../../artifacts/install-paths.js';
import {binaries, imageOf, images} from '../artifacts.js';
import {usesSystemdCgroups} from '../kubernetes/kubelet-configuration.js';
import type {Part} from '../part.js';
import {service} from '../service.js';
import {fillTemplate, templateText} from '../template.js';
import type {RenderInput} from '../types.js';
import {proxyEnvironment} from './proxy-environment.js';
import {registryFiles} from './registries.js';

const CONFIG = '/etc/containerd/config.toml';
const TEMPLATE = 'containerd/config.toml';

export const containerd = ({desired, release, facts, templates}: RenderInput): readonly Part[] => [
  binaries({release, facts}, ['containerd', 'containerd-shim-runc-v2', 'ctr', 'runc']),
  images(release, ['pause', 'coredns']),
  {
    files: [
      {
        path: CONFIG,
        mode: '600',
        text: fillTemplate(TEMPLATE, templateText(templates, TEMPLATE), {
          pauseImage: imageOf(release, 'pause'),
          restrictOomScoreAdj: String(!facts.capSysResource),
          runc: binary('runc'),
          systemdCgroup: String(usesSystemdCgroups(facts)),
        }),
      },
    ],
  },
  // Not among the files that it reads at its start: it reads them at each pull.
  {files: registryFiles(desired, facts)},
  service(templates, {
    name: 'containerd',
    phase: 'early',
    reads: [CONFIG],
    values: {proxy: proxyEnvironment(desired)},
  }),
];
