import {entries} from '../entry.js';

/** What runs, and does not do its work. */
export const CONTROLLERS = entries({
  'kube/no-leader': {
    level: 'error',
    title: 'No controller manager or scheduler leads',
    explanation:
      'One of the controller managers, and one of the schedulers, leads: it holds a Lease in kube-system and renews it every two seconds. None has renewed it for a minute, although their units run. What runs keeps running, but no pod is created, replaced or scheduled. Usual causes are a process that hangs, and one that cannot connect to its API server.',
    remedy:
      'on {hosts}: `journalctl -u {unit}`; then `systemctl restart {unit}`; on a control plane: `kubectl --kubeconfig=/etc/kubernetes/admin.conf -n kube-system get lease {component} -o yaml`',
  },
  'kube/leader-unstable': {
    level: 'error',
    title: 'Controller manager or scheduler loses its Lease over and over',
    explanation:
      'The one that leads ends, systemd starts it again, and another one leads until it ends too. Between two of them there is no leader for a quarter of a minute, and each starts its work from the beginning. systemd shows the units as active. Usual causes are a file that only the leader reads, such as a signing certificate in a file with several certificates, and an API server or etcd that is too slow for the Lease.',
    remedy:
      'on {hosts}: `journalctl -u {unit}` has the reason above each line "Scheduled restart job"; `quorate plan` shows whether files differ',
  },
  'kube/leader-idle': {
    level: 'error',
    title: 'Controller manager or scheduler holds its Lease and does not work',
    explanation:
      'It renews its Lease, so no other one takes over, and it has not acted on changes for minutes. Mostly its watches do not advance: it has seen a later revision than etcd has, after etcd was restored from a snapshot, and waits for changes after that one.',
    remedy: 'on {hosts}, one after another: `systemctl restart {unit}`',
  },
  'kube/watches-ahead': {
    level: 'error',
    title: 'API server has seen a later revision than etcd has',
    explanation:
      'etcd was restored from a snapshot while the API server was running. Its memory is of the time before: it shows objects that are gone and hides new ones, and its clients wait for changes after a revision that etcd does not have yet. Without a restart, changes until then are missed for ever, by the API servers and by everything that watches.',
    remedy:
      'on {hosts}, one after another: `systemctl restart kube-apiserver.service`; then on all control planes: `systemctl restart kube-controller-manager.service kube-scheduler.service`; then on all nodes: `systemctl restart kubelet.service kube-proxy.service flanneld.service`',
  },
  'kube/encryption-not-loaded': {
    level: 'error',
    title: 'API server does not use the encryption keys on disk',
    explanation:
      'The file was changed after the API server had loaded it. An API server without the newest key cannot read Secrets that another one wrote with it: not only these Secrets, but every list that contains one of them fails there.',
    remedy:
      '`quorate plan` shows whether the file is as quorate wrote it; `quorate apply` restarts the API servers one after another',
  },
  'kube/pods-unseen': {
    level: 'error',
    title: 'Kubelet does not look at new pods of its node',
    explanation:
      'The Node is Ready, because the kubelet reports, but pods that were scheduled to it minutes ago have no status at all, and pods that were deleted keep running. Its watch does not advance: it has seen a later revision than etcd has, after etcd was restored from a snapshot.',
    remedy: 'on {host}: `systemctl restart kubelet.service kube-proxy.service flanneld.service`',
  },
});
