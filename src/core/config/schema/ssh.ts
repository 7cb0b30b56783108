import {z} from 'zod';
import {nonEmpty, port, sshTarget, userName} from './text.js';

const field = {
  user: userName.describe('User to log in as. A user other than root needs passwordless sudo (`sudo -n`).'),
  port: port.describe('Port of the SSH server.'),
  keyFiles: z
    .array(nonEmpty)
    .describe(
      'Private key files, tried in this order. `~/` is your home directory; other relative paths start at the directory of this file.',
    ),
  agent: z.boolean().describe('Offer the keys of the SSH agent at `SSH_AUTH_SOCK`.'),
  useConfig: z.boolean().describe('Read `~/.ssh/config` and `/etc/ssh/ssh_config`.'),
  jumpHosts: z.array(sshTarget).describe('Jump hosts, `[user@]host[:port]`, the nearest first.'),
  hostKeys: z
    .enum(['strict', 'accept-new', 'off'])
    .describe(
      'How host keys are verified. `strict`: the key must be in the known-hosts file. `accept-new`: an unknown key is added, a changed one refused. `off`: host keys are not verified (insecure).',
    ),
  knownHostsFile: nonEmpty.describe('Known-hosts file in the format of OpenSSH.'),
  connectTimeoutSeconds: z.int().min(1).max(600).describe('Seconds to wait for a connection.'),
  client: z
    .enum(['builtin', 'openssh'])
    .describe(
      'SSH client. `builtin`: the one in quorate. `openssh`: the `ssh` of this machine, with all that its configuration and agent support.',
    ),
};

/** The settings of all hosts, with defaults. */
export const sshSettings = z.strictObject({
  user: field.user.default('root'),
  port: field.port.default(22),
  keyFiles: field.keyFiles.default([]),
  agent: field.agent.default(true),
  useConfig: field.useConfig.default(true),
  jumpHosts: field.jumpHosts.default([]),
  hostKeys: field.hostKeys.default('strict'),
  knownHostsFile: field.knownHostsFile.default('~/.ssh/known_hosts'),
  connectTimeoutSeconds: field.connectTimeoutSeconds.default(15),
  client: field.client.default('builtin'),
});

/** The settings of one host that differ. */
export const sshOverrides = z.strictObject({
  user: field.user.exactOptional(),
  port: field.port.exactOptional(),
  keyFiles: field.keyFiles.exactOptional(),
  agent: field.agent.exactOptional(),
  useConfig: field.useConfig.exactOptional(),
  jumpHosts: field.jumpHosts.exactOptional(),
  hostKeys: field.hostKeys.exactOptional(),
  knownHostsFile: field.knownHostsFile.exactOptional(),
  connectTimeoutSeconds: field.connectTimeoutSeconds.exactOptional(),
  client: field.client.exactOptional(),
});
