import type {Product} from '../product.js';

export const cniPlugins = (version: string): readonly Product[] => [
  plugin(version, 'bridge', 'main/bridge', 4),
  plugin(version, 'host-local', 'ipam/host-local', 1),
  plugin(version, 'loopback', 'main/loopback', 1),
  plugin(version, 'portmap', 'meta/portmap', 1),
];

/**
 * Built from the plugins module: the project that releases this plugin today is on no module proxy. The bundle files it
 * under the version that the catalog names.
 */
export const flannelCniPlugin = (version: string): readonly Product[] => [
  {...plugin(version, 'flannel', 'meta/flannel', 2, LAST_WITH_FLANNEL), component: 'flannel-cni-plugin'},
];

/** The last version of the module with the flannel plugin. */
const LAST_WITH_FLANNEL = '0.9.1';

const CNI = 'github.com/containernetworking/plugins';

const plugin = (version: string, name: string, folder: string, seconds: number, moduleVersion = version): Product => ({
  component: 'cni-plugins',
  version,
  name,
  seconds,
  source: {path: CNI, version: moduleVersion},
  compile: {
    language: 'go',
    package: `${CNI}/plugins/${folder}`,
    stamps: {[`${CNI}/pkg/utils/buildversion.BuildVersion`]: `v${moduleVersion}`},
  },
  proof: {args: [], says: `CNI ${name} plugin v${moduleVersion}\n`},
});

export const flannel = (version: string): readonly Product[] => [
  {
    component: 'flannel',
    version,
    name: 'flanneld',
    seconds: 40,
    source: {
      path: FLANNEL,
      version,
      // A back end for the cloud of one vendor: the module proxy lacks its modules.
      main: {kind: 'without-import', file: 'main.go', imported: `${FLANNEL}/pkg/backend/tencentvpc`},
      unneeded: ['common', 'vpc'].map(name => `github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/${name}`),
    },
    // The UDP back end is written in C.
    compile: {language: 'go', package: '.', cgo: true, stamps: {[`${FLANNEL}/pkg/version.Version`]: `v${version}`}},
    proof: {args: ['--version'], says: `v${version}\n`},
  },
];

const FLANNEL = 'github.com/flannel-io/flannel';
