import {beforeAll, expect, test} from 'vitest';
import {COMPONENTS} from '../../../src/core/artifacts/required.js';
import {digestOf} from '../../../src/core/model/names.js';
import {sha256, type TestSigstore, testSigstore} from '../../support/sigstore.js';
import {verifying} from './verifying.js';

let sigstore: TestSigstore;
beforeAll(async () => {
  sigstore = await testSigstore();
});

const SIGNED = ['kubernetes', 'containerd'];

test.each(COMPONENTS.filter(component => !SIGNED.includes(component)))(
  '%s has no signature that could be verified, and nothing is read for it',
  async component => {
    const {verify, asked} = verifying(sigstore, new Map());
    const file = {component, version: '1.0.0', path: `example.com/${component}`, sha256: digestOf(sha256(component))};
    expect(await verify(file)).toEqual(
      {
        runc: {result: 'unsupported', how: 'with OpenPGP'},
        coredns: {result: 'unsupported', how: 'as an image, in the registry'},
        pause: {result: 'unsupported', how: 'as an image, in the registry'},
        agnhost: {result: 'unsupported', how: 'as an image, in the registry'},
      }[component as string] ?? {result: 'unsigned'},
    );
    expect(asked).toEqual([]);
  },
);
