import type {Digest} from '../../../core/cluster/names.js';
import type {ImageShape} from '../product.js';

/** The config of an image, as the OCI image specification has it. */
export const imageConfig = ({entrypoint, command, user}: ImageShape, arch: string, layers: readonly Digest[]): string =>
  JSON.stringify({
    created: '1970-01-01T00:00:00Z',
    architecture: arch,
    os: 'linux',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      Entrypoint: [entrypoint],
      ...(command === undefined ? {} : {Cmd: command}),
      ...(user === undefined ? {} : {User: user}),
      WorkingDir: '/',
    },
    rootfs: {type: 'layers', diff_ids: layers.map(digest => `sha256:${digest}`)},
    history: layers.map(() => ({created: '1970-01-01T00:00:00Z', created_by: 'quorate bundle build'})),
  });

/** The manifest.json of a docker-archive, which holds the config and the layers under these names. */
export const archiveManifest = ({reference}: ImageShape, config: Digest, layers: readonly Digest[]): string =>
  JSON.stringify([{Config: configName(config), RepoTags: [reference], Layers: layers.map(layerName)}]);

export const configName = (config: Digest): string => `${config}.json`;
export const layerName = (layer: Digest): string => `${layer}/layer.tar`;
