#!/bin/sh
# Prepares a host for kubeadm after its files have arrived: $1 is the address of the first control plane.
set -eu
printf '%s bench-api\n' "$1" >>/etc/hosts
sysctl -qw net.ipv4.ip_forward=1
systemctl daemon-reload
systemctl enable -q kubelet.service flanneld.service
systemctl enable -q --now containerd.service
pids=''
for archive in /var/lib/kubeadm-images/*.tar; do
  ctr -n k8s.io images import --local "$archive" >/dev/null &
  pids="$pids $!"
done
for pid in $pids; do wait "$pid"; done
rm -r /var/lib/kubeadm-images
