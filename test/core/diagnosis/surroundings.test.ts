import {beforeAll, expect, test} from 'vitest';
import type {DiagnosisInput} from '../../../src/core/diagnosis/context.js';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import type {HostFacts} from '../../../src/core/model/observed.js';
import {placesOf} from '../../support/builders/places.js';
import {stacked} from './faults/fault.js';
import {facts, healthy} from './support/healthy.js';

let input: DiagnosisInput;
beforeAll(async () => {
  input = await healthy(stacked);
});

const found = (changes: (before: HostFacts) => Partial<HostFacts>) =>
  diagnose(facts('w1', changes)(input)).findings.map(({code, host}) => `${code} ${host}`);

test.each<{what: string; changes: Partial<HostFacts>}>([
  {
    what: 'its own pod network',
    changes: {
      routes: [
        {to: '10.244.3.0/24', interface: 'cni0'},
        ...[0, 1, 2].map(place => ({to: `10.244.${place}.0/24`, interface: 'flannel.1'})),
      ],
    },
  },
  {what: 'addresses of its own pod network', changes: {interfaces: {'10.244.0.1': 'cni0', '10.244.0.0': 'flannel.1'}}},
  {what: 'multus in front of flannel', changes: {cniFiles: [{name: '00-multus.conf', plugins: ['multus-shim']}]}},
  {what: 'a file that sorts after flannel’s', changes: {cniFiles: [{name: '87-podman.conflist', plugins: ['bridge']}]}},
  {
    what: 'four nameservers',
    changes: {nameservers: {'/etc/resolv.conf': ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4']}},
  },
  {
    what: 'a read-only /usr',
    changes: {
      places: placesOf(['/usr/local/bin'], {
        '/usr/local/bin': {mount: {point: '/usr', device: '254:1', options: ['ro']}},
      }),
    },
  },
])('a healthy node with $what has no finding', ({changes}) => {
  expect(found(() => changes)).toEqual([]);
});
