import type {Arch, ImageBlob, ImageSource} from '../../../src/core/artifacts/bundle.js';
import {sha256} from '../../../src/core/model/digest.js';

const blob = (text: string): ImageBlob & {readonly text: string} => ({
  sha256: sha256(text),
  size: new TextEncoder().encode(text).length,
  text,
});

const descriptor = (mediaType: string, {sha256: digest, size}: ImageBlob) => ({
  mediaType,
  digest: `sha256:${digest}`,
  size,
});

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/** An image of one layer, as a registry has it. */
export const imageSource = (repository: string, arch: Arch = 'amd64'): ImageSource => {
  const {text: _config, ...config} = blob('config');
  const {text: _layer, ...layer} = blob('layer');
  const manifest = blob(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: descriptor('application/vnd.oci.image.config.v1+json', config),
      layers: [descriptor('application/vnd.oci.image.layer.v1.tar+gzip', layer)],
    }),
  );
  const index = blob(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: INDEX,
      manifests: [{...descriptor(MANIFEST, manifest), platform: {os: 'linux', architecture: arch}}],
    }),
  );
  return {kind: 'image', repository, mediaType: INDEX, blobs: [index, manifest, config, layer]};
};
