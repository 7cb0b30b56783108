import {expect, test} from 'vitest';
import {Failure} from '../../../src/core/failure.js';
import {hostName} from '../../../src/core/model/names.js';
import {openConnections} from '../../../src/io/observe/connections.js';
import type {Command, Transport} from '../../../src/io/transport/transport.js';
import {answeringWith} from '../../support/answers.js';
import {clusterConfig} from '../../support/builders/config.js';

const {hosts} = clusterConfig();
const cp1 = hostName('cp1');
const look: Command = {argv: ['true'], title: 'look', changes: false};

const counting = (connect: () => Transport = () => answeringWith(() => ({}))) => {
  const connected: string[] = [];
  const reach = openConnections(hosts, async ({name}) => {
    connected.push(name);
    return connect();
  });
  return {reach, connected};
};

test('nothing connects before something is asked, and then once', async () => {
  const {reach, connected} = counting();
  const way = reach.to(cp1);
  expect(connected).toEqual([]);
  await Promise.all([way.exec(look), way.exec(look), reach.to(cp1).exec(look)]);
  expect(connected).toEqual(['cp1']);
});

test('a connection that failed is not tried again', async () => {
  const refused = new Failure('hosts/auth-refused', 'cp1: login refused', {suggestions: ['ssh-add']});
  const {reach, connected} = counting(() => {
    throw refused;
  });
  await expect(reach.to(cp1).exec(look)).rejects.toBe(refused);
  await expect(reach.to(cp1).exec(look)).rejects.toBe(refused);
  expect(connected).toEqual(['cp1']);
});

test('every connection that was made is closed, whatever became of the others', async () => {
  const closed: string[] = [];
  const reach = openConnections(hosts, async ({name}) => {
    if (name === 'cp1') throw new Failure('hosts/unreachable', 'cp1: no route');
    return {
      ...answeringWith(() => ({})),
      close: async () => {
        closed.push(name);
        if (name === 'cp2') throw new Error('broken pipe');
      },
    };
  });
  await Promise.allSettled(['cp1', 'cp2', 'cp3'].map(name => reach.to(hostName(name)).exec(look)));
  await reach.close();
  expect(closed).toEqual(['cp2', 'cp3']);
});

test('a connection that was forgotten is closed and made again', async () => {
  let closed = 0;
  const {reach, connected} = counting(() => ({
    ...answeringWith(() => ({})),
    close: async () => {
      closed += 1;
    },
  }));
  await reach.to(cp1).exec(look);
  reach.forget(cp1);
  await reach.to(cp1).exec(look);
  expect(connected).toEqual(['cp1', 'cp1']);
  await reach.close();
  expect(closed).toBe(2);
});

test('forgetting a connection that failed, or never was, harms nothing', async () => {
  const {reach, connected} = counting(() => {
    throw new Failure('hosts/unreachable', 'cp1: no route');
  });
  reach.forget(cp1);
  await expect(reach.to(cp1).exec(look)).rejects.toMatchObject({code: 'hosts/unreachable'});
  reach.forget(cp1);
  await expect(reach.to(cp1).exec(look)).rejects.toMatchObject({code: 'hosts/unreachable'});
  expect(connected).toEqual(['cp1', 'cp1']);
});

test('forgetBroken connects anew to a host whose connection failed, and keeps the others', async () => {
  const dials: string[] = [];
  const connections = openConnections(hosts, async ({name}) => {
    dials.push(name);
    if (name === 'w1' && dials.filter(each => each === 'w1').length === 1)
      throw new Failure('hosts/unreachable', 'w1: no route');
    return answeringWith(() => ({}));
  });
  const run = (name: string) => connections.to(hostName(name)).exec({argv: ['true'], title: 'run', changes: false});
  await run('cp1');
  await expect(run('w1')).rejects.toMatchObject({code: 'hosts/unreachable'});
  await expect(run('w1')).rejects.toMatchObject({code: 'hosts/unreachable'});
  expect(dials).toEqual(['cp1', 'w1']);
  connections.forgetBroken();
  expect(await run('w1')).toMatchObject({code: 0});
  await run('cp1');
  expect(dials).toEqual(['cp1', 'w1', 'w1']);
});
