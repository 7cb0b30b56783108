import {entries} from '../entry.js';

/** Failures between the operator's machine and a host: connection, host key, login, root. */
export const SSH = entries({
  'hosts/auth-refused': {
    level: 'error',
    title: 'SSH login was refused',
    explanation:
      'The SSH server answered, and accepted none of the keys that were offered, or there was no key to offer. The message lists which keys were offered and which were not usable. Only public keys are used; a server that accepts passwords alone is refused too. Common causes are a wrong user, a key that is not loaded into the agent, an encrypted key without a terminal to ask for its passphrase, and a key file that others may read.',
    remedy:
      'Set `spec.ssh.user` and `spec.ssh.keyFiles` in the configuration, or load the key with `ssh-add`. To authorize your key on {host}: `ssh-copy-id USER@ADDRESS`.',
  },
  'hosts/unknown-host-key': {
    level: 'error',
    title: 'The SSH host key of a host is unknown',
    explanation:
      'With `spec.ssh.hostKeys: strict`, the default, the key of the server must be in a known_hosts file, and none of the files has a key for this server. That is normal for a host that was never connected to. Host certificates (`@cert-authority` lines) are not supported.',
    remedy:
      'On {host}, print the fingerprint: `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`. If it is the one in the message, add the key: `ssh-keyscan ADDRESS >> ~/.ssh/known_hosts` (`-p PORT` for a port other than 22). Or set `spec.ssh.hostKeys: accept-new` in the configuration, which adds the key of each new host unseen.',
  },
  'hosts/changed-host-key': {
    level: 'error',
    title: 'The SSH host key of a host has changed',
    explanation:
      'known_hosts has other keys for this server than the one it presented. The host was reinstalled or replaced, its address was given to another machine, or the connection is intercepted. Nothing was sent to the server. `spec.ssh.hostKeys: accept-new` does not accept a changed key either.',
    remedy:
      'Find out why the key changed. If it is expected, compare the fingerprint on {host} (`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`), then replace the key: `ssh-keygen -R ADDRESS` (`[ADDRESS]:PORT` for a port other than 22) and `ssh-keyscan ADDRESS >> ~/.ssh/known_hosts`.',
  },
  'hosts/revoked-host-key': {
    level: 'error',
    title: 'The SSH host key of a host is revoked',
    explanation:
      'A known_hosts file marks the key that the server presented as `@revoked`, in the line that the message names. A revoked key is known to have leaked: any machine that has a copy of it can pose as this host. The connection is refused.',
    remedy:
      'Create a new host key on {host} from its console (`rm /etc/ssh/ssh_host_*` and `ssh-keygen -A`, then restart its SSH server), and add the new key to known_hosts. If another machine answers at the address, set `address` or `sshAddress` in the configuration.',
  },
  'hosts/no-common-algorithm': {
    level: 'error',
    title: 'The SSH server has no algorithm in common with quorate',
    explanation:
      'The handshake found no key exchange, host key, cipher or MAC that both sides support. quorate uses no SHA-1 host keys and MACs and no CBC ciphers. Usual causes are a very old SSH server, or an `sshd_config` that allows only such algorithms.',
    remedy:
      'Update the SSH server of {host}, or allow current algorithms in its `sshd_config` (`HostKeyAlgorithms`, `Ciphers`, `MACs`, `KexAlgorithms`). On {host}, `sshd -T` prints what is in effect.',
  },
  'hosts/no-session': {
    level: 'error',
    title: 'The SSH server opens no session',
    explanation:
      'The login succeeded, and the server refused to open a session for a command although no other session of the connection was open. Usually `MaxSessions` in its `sshd_config` is 0, or the host has no process or memory left.',
    remedy:
      'On {host}: `sshd -T | grep -i maxsessions`. Set `MaxSessions` to 10, the default, reload the SSH server (`systemctl reload ssh` or `systemctl reload sshd`), then run the same command again.',
  },
  'hosts/no-forward': {
    level: 'error',
    title: 'A connection through a host cannot be opened',
    explanation:
      'quorate asks the endpoints of an unmanaged etcd from the control planes, over port forwarding of SSH. The SSH server does not forward the connection, or the target did not accept it: the message says which. Usual causes are `AllowTcpForwarding no`, a `PermitOpen` that does not list the target, a firewall, and a target that is down.',
    remedy:
      'On {host}: `sshd -T | grep -iE "allowtcpforwarding|permitopen"`. Set `AllowTcpForwarding yes` (and `PermitOpen any`, the default), reload the SSH server, and check that {host} reaches the address in the message.',
  },
  'hosts/connection-lost': {
    level: 'error',
    title: 'The connection to a host was lost during a command',
    explanation:
      'The SSH connection closed, or a command ended without an exit status, before its answer arrived. It is unknown whether the command took effect. Usual causes are a restart of the host, a network failure and a stopped SSH server. Every command of quorate reads the state first, so running it again is safe.',
    remedy: 'Check that {host} is up, then run the same command again: it continues from the state that it finds.',
  },
  'hosts/known-hosts-unreadable': {
    level: 'error',
    title: 'The known_hosts file cannot be used',
    explanation:
      'A known_hosts file exists and cannot be read, so no host key can be verified; or, with `spec.ssh.hostKeys: accept-new`, a new key cannot be added to it. The message names the file and the error of the operating system.',
    remedy:
      'Check owner and mode: `ls -ld ~/.ssh ~/.ssh/known_hosts`. Or set another file: `spec.ssh.knownHostsFile` in the configuration.',
  },
  'hosts/ssh-config-unreadable': {
    level: 'error',
    title: 'The SSH client configuration cannot be read',
    explanation:
      '`~/.ssh/config`, or a file that it includes, exists and cannot be read, or includes are nested more than 16 levels deep. quorate reads it for addresses, users, ports, keys and jump hosts.',
    remedy:
      'Check owner and mode of the file in the message: `ls -l ~/.ssh/config`. Or do not use it: set `spec.ssh.useConfig: false` in the configuration.',
  },
  'hosts/unsupported-ssh-config': {
    level: 'error',
    title: 'The SSH client configuration uses ProxyCommand',
    explanation:
      '`~/.ssh/config` sets `ProxyCommand` for this host. quorate speaks SSH itself and runs no commands on your machine to connect, so only jump hosts are supported.',
    remedy:
      'Use `ProxyJump` in `~/.ssh/config`, or list the jump hosts in the configuration: `spec.ssh.jumpHosts: [USER@BASTION]`.',
  },
  'hosts/no-sudo': {
    level: 'error',
    title: 'The SSH user may not run commands as root',
    explanation:
      'Everything on a host runs as root. The SSH user is not root, and `sudo -n` is refused: sudo is not installed, asks for a password, requires a terminal, or does not allow this user all commands.',
    remedy:
      "On {host}, as root: `echo 'USER ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/quorate && chmod 440 /etc/sudoers.d/quorate`. Or log in as root: set `spec.ssh.user: root` in the configuration.",
  },
});
