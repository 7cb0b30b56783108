import type {Artifact} from '../../core/artifacts/bundle.js';
import {packFile} from '../../io/bundle/pack.js';
import {hostArch} from './arch.js';
import type {Product} from './product.js';

/** The path of a product in a bundle. */
export const fileOf = ({component, version, name, image}: Product): string =>
  `${component}/${version}/${name}${image === undefined ? '' : '.tar'}.gz`;

/**
 * Compresses a content into the bundle; the file appears under its name when it is complete.
 * @param image what is known of an image besides.
 */
export const pack = async (
  product: Product,
  content: AsyncIterable<Uint8Array>,
  directory: string,
  image: Pick<Artifact, 'image' | 'imageDigest' | 'source'> = {},
): Promise<Artifact> => ({
  name: product.name,
  component: product.component,
  version: product.version,
  arch: hostArch(),
  kind: product.image === undefined ? 'binary' : 'image',
  ...image,
  ...(await packFile(directory, fileOf(product), content)),
});
