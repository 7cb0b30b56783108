import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {EtcdMarker} from '../../../src/core/cluster/observed.js';
import {etcdMarkerText} from '../../../src/core/render/etcd/marker.js';

const GUARD = fileURLToPath(new URL('../../../templates/etcd/guard.sh', import.meta.url));

let host: string;
beforeEach(() => {
  host = mkdtempSync(join(tmpdir(), 'quorate-guard-'));
});
afterEach(() => rmSync(host, {recursive: true, force: true}));

interface Host {
  readonly marker?: EtcdMarker['state'];
  readonly data?: 'log' | 'no log' | 'empty';
  readonly told: 'new' | 'existing';
}

function startOn({marker, data, told}: Host) {
  if (marker !== undefined) writeFileSync(join(host, 'marker'), etcdMarkerText({state: marker}));
  if (data !== undefined) mkdirSync(join(host, 'data'));
  if (data === 'log' || data === 'no log') mkdirSync(join(host, 'data/member/wal'), {recursive: true});
  if (data === 'log') writeFileSync(join(host, 'data/member/wal/0000000000000000-0000000000000000.wal'), '');
  const {status, stderr} = spawnSync('sh', [GUARD, join(host, 'data'), join(host, 'marker')], {
    env: {PATH: process.env.PATH, ETCD_INITIAL_CLUSTER_STATE: told},
    encoding: 'utf8',
  });
  return {refused: status !== 0, says: stderr};
}

describe('etcd may start', () => {
  test.each<Host>([
    {data: 'empty', told: 'new'},
    {marker: 'forming', data: 'empty', told: 'new'},
    {marker: 'forming', data: 'no log', told: 'new'},
    {marker: 'forming', data: 'log', told: 'new'},
    {marker: 'forming', data: 'log', told: 'existing'},
    {marker: 'member', data: 'log', told: 'existing'},
    {marker: 'learner', data: 'empty', told: 'existing'},
    {marker: 'learner', data: 'log', told: 'existing'},
    {marker: 'leaving', data: 'log', told: 'existing'},
    {marker: 'removed', data: 'empty', told: 'existing'},
  ])('with %o', given => {
    expect(startOn(given)).toEqual({refused: false, says: ''});
  });
});

describe('etcd may not start', () => {
  test.each<Host & {why: RegExp}>([
    {marker: 'member', data: 'empty', told: 'existing', why: /holds no member: its data was lost or not mounted/},
    {marker: 'member', data: 'no log', told: 'existing', why: /holds no member/},
    {marker: 'member', told: 'existing', why: /holds no member/},
    {marker: 'member', data: 'log', told: 'new', why: /is told to form a new one/},
    {
      marker: 'removed',
      data: 'log',
      told: 'existing',
      why: /was removed from its cluster, but .* still holds its data/,
    },
    {marker: 'learner', data: 'empty', told: 'new', why: /must not form a new one/},
    {marker: 'leaving', data: 'empty', told: 'existing', why: /holds no member/},
    {marker: 'leaving', data: 'log', told: 'new', why: /is told to form a new one/},
    {marker: 'removed', data: 'empty', told: 'new', why: /must not form a new one/},
  ])('with %o, and says why in one line', ({why, ...given}) => {
    const {refused, says} = startOn(given);
    expect(refused).toBe(true);
    expect(says).toMatch(why);
    expect(says.trimEnd().split('\n')).toHaveLength(1);
  });

  test('with a marker nobody understands', () => {
    writeFileSync(join(host, 'marker'), 'state=paused\n');
    expect(startOn({told: 'existing'})).toMatchObject({refused: true, says: expect.stringMatching(/'paused'/)});
  });
});
