# Last step of making the root file system: sh root-file-system.sh DIRECTORY
# Nothing in it may tell one host from another.
set -eu
root=$1
rm -f "$root"/etc/ssh/ssh_host_* "$root"/etc/machine-id "$root"/etc/hostname "$root"/etc/resolv.conf
chroot "$root" useradd --create-home --shell /bin/bash admin
if [ -d "$root/etc/sudoers.d" ]; then
  echo 'admin ALL=(ALL) NOPASSWD:ALL' >"$root/etc/sudoers.d/admin"
  chmod 440 "$root/etc/sudoers.d/admin"
fi
chroot "$root" systemctl --quiet disable haproxy.service
chroot "$root" systemctl --quiet enable systemd-networkd.service
chroot "$root" systemctl --quiet mask console-getty.service apt-daily.timer apt-daily-upgrade.timer \
  dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer
