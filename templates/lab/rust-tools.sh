# Puts uutils and sudo-rs in the place of GNU coreutils and sudo, as Ubuntu does: sh rust-tools.sh DIRECTORY
set -eu
root=$1
for tool in "$root"/usr/lib/cargo/bin/coreutils/*; do
  ln -sf "/usr/lib/cargo/bin/coreutils/${tool##*/}" "$root/usr/bin/${tool##*/}"
done
ln -sf /usr/lib/cargo/bin/sudo "$root/usr/bin/sudo"
