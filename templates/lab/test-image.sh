# Finishes the Debian layer under the test image: $1 is its root directory.
set -eu

chroot "$1" /bin/busybox --install -s /usr/bin
mkdir -p "$1/tmp" "$1/root" "$1/proc" "$1/sys" "$1/uploads"
chmod 1777 "$1/tmp"
echo 'root:x:0:0:root:/root:/bin/sh' >"$1/etc/passwd"
echo 'root:x:0:' >"$1/etc/group"
echo 'hosts: files dns' >"$1/etc/nsswitch.conf"

# What is this machine's own, what changes from one making to the next, and what no program of the image reads.
rm -f "$1/etc/hostname" "$1/etc/resolv.conf"
rm -rf "$1/var/lib/dpkg" "$1/var/lib/apt" "$1/var/cache" "$1/var/log" "$1"/usr/lib/*/gconv "$1/usr/share/bash-completion"
