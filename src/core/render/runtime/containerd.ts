import {binary} from '../../artifacts/install-paths.js';
import {binaries, imageOf, images} from '../artifacts.js';
import {usesSystemdCgroups} from '../kubernetes/kubelet-configuration.js';
import type {Part} from '../part.js';
import {service} from '../service.js';
import {fillTemplate, templateText} from '../template.js';
import type {RenderInput} from '../types.js';

const CONFIG = '/etc/containerd/config.toml';
const TEMPLATE = 'containerd/config.toml';

export const containerd = ({release, facts, templates}: RenderInput): readonly Part[] => [
  binaries(release, ['containerd', 'containerd-shim-runc-v2', 'ctr', 'runc']),
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
  service(templates, {name: 'containerd', phase: 'early', reads: [CONFIG]}),
];
