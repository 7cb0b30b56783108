import {afterEach, describe, expect, test} from 'vitest';
import type {SshSettings} from '../../../../src/core/model/config.js';
import {connections, hostWith} from '../support/hosts.js';
import {hasSshd, type Sshd, startSshd} from '../support/sshd.js';

const site = connections();
const servers: Sshd[] = [];

afterEach(async () => {
  await site.close();
  for (const server of servers.splice(0)) await server.stop();
});

const start = async (...settings: string[]): Promise<Sshd> => {
  const server = await startSshd(settings);
  servers.push(server);
  return server;
};

const login = (server: Sshd, more: Partial<SshSettings> = {}) => site.connect(hostWith({...server.ssh, ...more}));

describe.skipIf(!hasSshd)('OpenSSH as hardened servers have it', () => {
  test.each([
    {setting: 'ForceCommand internal-sftp', quoted: 'This service allows sftp connections only.'},
    {setting: "ForceCommand echo 'Welcome to the menu'", quoted: '"Welcome to the menu"'},
    {setting: 'ForceCommand /bin/false', quoted: 'nothing (exit code 1)'},
  ])('$setting is no shell', async ({setting, quoted}) => {
    await expect(login(await start(setting))).rejects.toMatchObject({
      code: 'hosts/no-shell',
      message: expect.stringContaining(quoted),
    });
  });

  test('MaxSessions 0 is no session', async () => {
    await expect(login(await start('MaxSessions 0'))).rejects.toMatchObject({code: 'hosts/no-session'});
  });

  test.each(['AllowTcpForwarding no', 'DisableForwarding yes', 'PermitOpen 127.0.0.1:1'])(
    'a jump host with %s is named, and not the host behind it',
    async setting => {
      const [jump, target] = [await start(setting), await start()];
      const jumpHosts = [`${jump.ssh.user}@127.0.0.1:${jump.port}`];
      await expect(
        login(target, {hostKeys: 'off', jumpHosts, keyFiles: [...jump.ssh.keyFiles, ...target.ssh.keyFiles]}),
      ).rejects.toMatchObject({
        code: 'hosts/no-forward',
        message: expect.stringMatching(
          new RegExp(
            `^jump host \\S+:${jump.port}: its SSH server does not forward connections to \\S+:${target.port}$`,
          ),
        ),
        suggestions: expect.arrayContaining([expect.stringContaining('AllowTcpForwarding yes')]),
      });
    },
  );

  test('a server that ends connections without signs of life (ClientAliveInterval) gets them during a command without output', async () => {
    const server = await start('ClientAliveInterval 1', 'ClientAliveCountMax 1');
    const transport = await login(server);
    const wait = {argv: ['sh', '-c', 'sleep 4; echo over'], title: 'wait', changes: false};
    expect((await transport.exec(wait)).stdout.toString()).toBe('over\n');
  });
});
