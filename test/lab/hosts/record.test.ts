import {expect, test} from 'vitest';
import {merged} from '../../../src/lab/hosts/record.js';
import {ROOT_FILE_SYSTEMS, ROOTS, type RootName} from '../../../src/lab/hosts/roots.js';
import {labSpec} from '../../../src/lab/hosts/spec.js';

const lab = (root?: RootName) => labSpec({name: 'demo', hosts: [{name: 'a', address: '10.77.0.11'}], root});

test('a lab keeps its root file system, and one from before there was a choice has the default', () => {
  expect(merged(lab(), undefined).root).toBeUndefined();
  expect(merged(lab(), lab('minimal')).root).toBe('minimal');
  expect(merged(lab('minimal'), lab('minimal')).root).toBe('minimal');
  expect(merged(lab(), lab()).root).toBe('debian-12');
  expect(merged(lab('debian-12'), lab()).root).toBe('debian-12');
});

test('another root file system for an existing lab is refused', () => {
  expect(() => merged(lab('debian-13'), lab('minimal'))).toThrow(expect.objectContaining({code: 'lab/changed'}));
  expect(() => merged(lab('debian-13'), lab())).toThrow(expect.objectContaining({code: 'lab/changed'}));
});

test('the minimal root file system has less than every other one', () => {
  const {packages} = ROOT_FILE_SYSTEMS.minimal;
  for (const name of ROOTS.filter(each => each !== 'minimal'))
    expect(packages.filter(each => !ROOT_FILE_SYSTEMS[name].packages.includes(each))).toEqual([]);
});
