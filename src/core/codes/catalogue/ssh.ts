import {entries} from '../entry.js';

/** Failures between the operator's machine and a host: connection, host key, login, root. */
export const SSH = entries({
  'hosts/auth-refused': {
    level: 'error',
    title: 'SSH login was refused',
    explanation:
      'The SSH server answered, and did not let the user in. The message lists which keys were offered, which could not be used and why, and how the login ended: the server refused every key, ended the login after a number of keys (`MaxAuthTries`), takes no public keys at all, or accepted a key and wants a password or another method too. The built-in SSH client logs in with public keys, certificates, and keys of an agent, security keys included. Common causes are a wrong user, a key that is not loaded into the agent, an agent with many keys, an expired certificate, an encrypted key without a terminal to ask for its passphrase, and a key file that others may read.',
    remedy:
      'Set `spec.ssh.user` and `spec.ssh.keyFiles` in the configuration, or load the key with `ssh-add`. To authorize your key on {host}: `ssh-copy-id USER@ADDRESS`. If the agent has many keys, name the right one in `spec.ssh.keyFiles`, and set `spec.ssh.agent: false` in the configuration or `IdentitiesOnly yes` in `~/.ssh/config`. If the server wants more than a key, set `spec.ssh.client: openssh`, which can ask for it.',
  },
  'hosts/unknown-host-key': {
    level: 'error',
    title: 'The SSH host key of a host is unknown',
    explanation:
      'With `spec.ssh.hostKeys: strict`, the default, the key of the server must be in a known_hosts file, and none of the files has a key for this server. That is normal for a host that was never connected to. If ssh_config sets `UserKnownHostsFile /dev/null`, no host is known. Host certificates (`@cert-authority` lines) are not supported by the built-in SSH client.',
    remedy:
      'On {host}, print the fingerprint: `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`. If it is the one in the message, add the key: `ssh-keyscan ADDRESS >> ~/.ssh/known_hosts` (`-p PORT` for a port other than 22). Or set `spec.ssh.hostKeys: accept-new` in the configuration, which adds the key of each new host unseen. `spec.ssh.knownHostsFile` sets another file, and wins over ssh_config.',
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
      'A known_hosts file marks the key that the server presented as `@revoked`, in the line that the message names, or the key is in the file of `RevokedHostKeys` in ssh_config. A revoked key is known to have leaked: any machine that has a copy of it can pose as this host. The connection is refused.',
    remedy:
      'Create a new host key on {host} from its console (`rm /etc/ssh/ssh_host_*` and `ssh-keygen -A`, then restart its SSH server), and add the new key to known_hosts. If another machine answers at the address, set `address` or `sshAddress` in the configuration.',
  },
  'hosts/no-common-algorithm': {
    level: 'error',
    title: 'The SSH server has no algorithm in common with quorate',
    explanation:
      'The handshake found no key exchange, host key, cipher or MAC that both sides support. The message names what the server offers. quorate uses no SHA-1 host keys and MACs and no CBC ciphers: a server that offers only these is too old. The built-in SSH client does not have all new algorithms either, such as key exchanges with `sntrup761` or `mlkem768`, and no host certificates.',
    remedy:
      'If the server is too old, update it. If its `sshd_config` allows only newer algorithms, set `spec.ssh.client: openssh` in the configuration, or allow one that the built-in client has (`KexAlgorithms curve25519-sha256`, `HostKeyAlgorithms ssh-ed25519`, `Ciphers aes256-gcm@openssh.com`, `MACs hmac-sha2-256-etm@openssh.com`). On {host}, `sshd -T` prints what is in effect.',
  },
  'hosts/no-session': {
    level: 'error',
    title: 'The SSH server opens no session',
    explanation:
      'The login succeeded, and the server refused to open a session for a command although no other session of the connection was open. Usually `MaxSessions` in its `sshd_config` is 0, or the host has no process or memory left. With `MaxSessions 1` quorate works, one command after another.',
    remedy:
      'On {host}: `sshd -T | grep -i maxsessions`. Set `MaxSessions` to 10, the default, reload the SSH server (`systemctl reload ssh` or `systemctl reload sshd`), then run the same command again.',
  },
  'hosts/too-much-output': {
    level: 'error',
    title: 'A command on a host printed too much',
    explanation:
      'Each answer of a host has a limit, many times what the largest cluster needs: 32 MiB for its facts and for lists of objects, 8 MiB for everything else. The message names the host, the command and the limit. The command was cancelled and its output dropped, so that a host cannot fill the memory of this machine. A damaged file, a startup file of the shell that prints without end, or an intruder is the cause.',
    remedy:
      'On {host}, log in by hand and see what it prints: `ssh {host} true | head -c 1000`. Then run the same command again.',
  },
  'hosts/no-shell': {
    level: 'error',
    title: 'The SSH user can log in, and runs no commands',
    explanation:
      'The first command on a connection prints a random word, and the host answered something else, or nothing. The message quotes the first line of its answer. Usual causes: a cloud image that asks to log in as another user, a login shell such as `/usr/sbin/nologin` or `/bin/false`, a forced command (`ForceCommand` in `sshd_config`, `command=` in `authorized_keys`), a server that allows only file transfers, and a login shell that finds no `sh`.',
    remedy:
      'Set `spec.ssh.user` in the configuration to a user with a shell. Or on {host}: `getent passwd USER` shows the login shell, `sshd -T -C user=USER | grep -i forcecommand` and `grep command= ~USER/.ssh/authorized_keys` show forced commands.',
  },
  'hosts/no-forward': {
    level: 'error',
    title: 'A connection through a host or jump host cannot be opened',
    explanation:
      'quorate reaches hosts through jump hosts, and the endpoints of an unmanaged etcd through the control planes, over port forwarding of SSH. The SSH server does not forward the connection, or the target did not accept it: the message says which, and names the server. Usual causes are `AllowTcpForwarding no` or `DisableForwarding yes`, a `PermitOpen` that does not list the target, options of the key in `authorized_keys` (`restrict`, `no-port-forwarding`, `permitopen`), a firewall, and a target that is down.',
    remedy:
      'On the server in the message: `sshd -T | grep -iE "allowtcpforwarding|disableforwarding|permitopen"`. Set `AllowTcpForwarding yes` (and `PermitOpen any`, the default), reload the SSH server, and check that it reaches the address in the message.',
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
      'A known_hosts file, or the file of `RevokedHostKeys` in ssh_config, cannot be read, so no host key can be verified; or, with `spec.ssh.hostKeys: accept-new`, a new key cannot be added. The message names the file and the error of the operating system.',
    remedy:
      'Check owner and mode: `ls -ld ~/.ssh ~/.ssh/known_hosts`. Or set another file: `spec.ssh.knownHostsFile` in the configuration.',
  },
  'hosts/ssh-config-unreadable': {
    level: 'error',
    title: 'The SSH client configuration cannot be read',
    explanation:
      '`~/.ssh/config`, `/etc/ssh/ssh_config`, or a file that they include, cannot be read; or users other than you and root may write to it, which `ssh` refuses too, because it can name commands; or a quote has no end; or includes are nested more than 16 levels deep. quorate reads them for addresses, users, ports, keys, known hosts and jump hosts.',
    remedy:
      'Check owner and mode of the file in the message: `ls -l ~/.ssh/config`. Or do not use it: set `spec.ssh.useConfig: false` in the configuration.',
  },
  'hosts/ssh-client-missing': {
    level: 'error',
    title: 'The ssh of this machine cannot be used',
    explanation:
      '`spec.ssh.client: openssh` connects with the `ssh` of the machine that quorate runs on. It is not installed there, or it is older than OpenSSH 7.6. The message says which.',
    remedy:
      'Install or update the OpenSSH client (`apt-get install openssh-client`, `dnf install openssh-clients`); `ssh -V` prints its version. Or set `spec.ssh.client: builtin` in the configuration.',
  },
  'hosts/unsupported-ssh-config': {
    level: 'error',
    title: 'The SSH client configuration has a setting that cannot be followed',
    explanation:
      'ssh_config has a setting for this host that the built-in SSH client cannot follow, and that must not be left out: `ProxyUseFdpass yes`, `RevokedHostKeys` with a key revocation list (KRL), `ProxyJump` settings that lead back to the same host, or a `ProxyCommand` with `%r` and a user name with characters of a shell. The message names it.',
    remedy:
      'Set `spec.ssh.client: openssh` in the configuration, which connects with the `ssh` of your machine. If jump hosts lead in a circle, `ssh` refuses it too: add `ProxyJump none` to the section of the first jump host, or list the jump hosts in the configuration: `spec.ssh.jumpHosts: [USER@BASTION]`.',
  },
  'hosts/no-sudo': {
    level: 'error',
    title: 'The SSH user may not run commands as root',
    explanation:
      'Everything on a host runs as root. The SSH user is not root, and `sudo -n` ran no command: sudo is not installed, asks for a password, requires a terminal (`requiretty`), or does not allow this user all commands. The message quotes what sudo answered. sudo and sudo-rs are supported.',
    remedy:
      "On {host}, as root: `echo 'USER ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/quorate && chmod 440 /etc/sudoers.d/quorate`. Against `requiretty`, add the line `Defaults:USER !requiretty` to that file. Or log in as root: set `spec.ssh.user: root` in the configuration.",
  },
});
