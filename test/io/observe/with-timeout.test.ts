import {expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {openConnections} from '../../../src/io/observe/connections.js';
import {withTimeout} from '../../../src/io/observe/with-timeout.js';
import type {Transport} from '../../../src/io/transport/transport.js';
import {answeringWith} from '../../support/answers.js';
import {clusterConfig} from '../../support/builders/config.js';

const {hosts} = clusterConfig();
const look = {argv: ['true'], title: 'look', changes: false};

test('a host that does not connect in time is unreachable, and answers once it is connected', async () => {
  let connect: (transport: Transport) => void = () => {};
  const connecting = new Promise<Transport>(resolve => {
    connect = resolve;
  });
  const reach = withTimeout(
    openConnections(hosts, () => connecting),
    20,
  );
  const way = reach.to(hostName('cp1'));
  await expect(way.exec(look, {timeoutMs: 60_000})).rejects.toMatchObject({
    code: 'timeout/command',
    message: expect.stringMatching(/^cp1: "look" .*0\.02 s/),
  });
  connect(answeringWith(() => ({stdout: 'here'})));
  expect((await way.exec(look, {timeoutMs: 60_000})).stdout.toString()).toBe('here');
});
