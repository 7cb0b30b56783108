# Input: lines "identity<tab>CLUSTER<tab>HOST", "unit<tab>NAME" (stopped in this order), "directory<tab>PATH" (removed
# with their contents) and "delete-edited".
# Output: a line for each thing that was removed, and for what is kept. What does not exist is skipped, so that an
# interrupted reset can be repeated.
requests=$(cat)
IFS=$nl
set -f
within() {
  case $1 in */../* | */.. | */./*) return 1 ;; esac
  case $1 in
    /etc/kubernetes | /etc/etcd | /etc/containerd | /etc/cni | /etc/kube-flannel | /etc/haproxy) ;;
    /etc/kubernetes/* | /etc/etcd/* | /etc/containerd/* | /etc/cni/* | /etc/kube-flannel/* | /etc/haproxy/*) ;;
    /etc/quorate | /etc/quorate/*) ;;
    /etc/keepalived/quorate.conf | /etc/systemd/system/* | /etc/modules-load.d/* | /etc/sysctl.d/* | /usr/local/bin/*) ;;
    /etc/sysusers.d | /etc/sysusers.d/*) ;;
    /opt/quorate | /opt/quorate/* | /opt/cni | /opt/cni/*) ;;
    /var/lib/etcd | /var/lib/containerd | /var/lib/kubelet | /var/lib/cni | /var/lib/quorate) ;;
    /var/lib/etcd/* | /var/lib/containerd/* | /var/lib/kubelet/* | /var/lib/cni/* | /var/lib/quorate/*) ;;
    /var/log/pods | /var/log/containers | /var/log/kubernetes | /var/log/kubernetes/*) ;;
    /run/quorate | /run/containerd | /run/flannel | /run/kubernetes) ;;
    *) return 1 ;;
  esac
}
# Shared with the distribution: only the files of quorate are removed from it.
shared() {
  case $1 in /etc/systemd/system/* | /etc/modules-load.d/* | /etc/sysctl.d/* | /etc/sysusers.d/* | /usr/local/bin/*) return 0 ;; esac
  return 1
}
# all_but DIRECTORY NAME...: removes its contents except these names, and itself when it is empty and not a mount point.
all_but() {
  directory=$1
  shift
  kept=$*
  set +f
  set --
  for each in "$directory"/* "$directory"/.[!.]* "$directory"/..?*; do
    case "$nl$kept$nl" in *"$nl${each##*/}$nl"*) ;; *) set -- "$@" "$each" ;; esac
  done
  set -f
  [ "$#" = 0 ] || error=$(rm -rf --one-file-system -- "$@" 2>&1) || problem failed "${directory#.}" "$error"
  rmdir -- "$directory" 2>/dev/null
}
removed() { printf 'removed\t%s\n' "$1"; }
# remove_file PATH: and temporary files that an interrupted put left beside it.
remove_file() {
  set +f
  for leftover in ".$1".quorate-tmp-*; do
    if [ -f "$leftover" ] || [ -L "$leftover" ]; then rm -f -- "$leftover"; fi
  done
  set -f
  [ -L ".$1" ] || [ -f ".$1" ] || return 0
  error=$(rm -f -- ".$1" 2>&1) || problem failed "$1" "$error"
  removed "$1"
}

identity=
for request in $requests; do
  case $request in identity"$tab"*) identity=${request#*"$tab"} ;; esac
done
same_identity "$identity"

read_owned
for path in $owned; do
  # A directory that was created for a file (/etc/sysctl.d) stays: others may use it.
  within "$path" || { [ -d ".$path" ] && ! [ -L ".$path" ]; } || problem refused "$path" 'quorate installs no files there'
done
units= directories=
for request in $requests; do
  value=${request#*"$tab"}
  case $request in
    unit"$tab"*) units="$units$value$nl" ;;
    directory"$tab"*)
      within "$value" && ! shared "$value" || problem refused "$value" 'quorate does not remove this directory'
      directories="$directories$value$nl"
      ;;
  esac
done

for unit in $units; do
  [ -e "./etc/systemd/system/$unit" ] || continue
  error=$(systemctl disable --now --quiet -- "$unit" 2>&1) || problem failed "$unit" "systemctl disable --now: $error"
  removed "$unit"
done

# Containers outlive containerd: their shims are found by their executable, and other processes by their parents.
pod_processes() {
  set +f
  processes=$(for shim in ./proc/[0-9]*; do
    case $(readlink "$shim/exe") in
      /opt/quorate/containerd/*/containerd-shim-*)
        # A process in a container on this machine may be a shim of another cluster.
        [ "$(readlink "$shim/ns/mnt")" = "$(readlink ./proc/self/ns/mnt)" ] && printf '%s\n' "${shim##*/}"
        ;;
    esac
  done 2>/dev/null)
  [ -z "$processes" ] || stats=$(cat ./proc/[0-9]*/stat 2>/dev/null)
  set -f
  more=$processes
  while [ -n "$more" ]; do
    more=
    for stat in $stats; do
      parent=${stat##*) ? }
      parent=${parent%% *}
      child=${stat%% *}
      case "$nl$processes$nl" in
        *"$nl$child$nl"*) ;;
        *"$nl$parent$nl"*) more=yes processes="$processes$nl$child" ;;
      esac
    done
  done
  printf '%s\n' "$processes"
}
now=$(date +%s)
deadline=$((now + 20))
while processes=$(pod_processes) && [ -n "$processes" ]; do
  now=$(date +%s)
  [ "$now" -lt "$deadline" ] || problem failed /run/containerd 'the processes of containers do not end'
  kill -KILL $processes 2>/dev/null
  sleep 0.1
done

# The kernel lists a mount below a directory that is a link by where it really is.
root=$(pwd -P)
root=${root%/}
real_path() {
  real=
  [ ! -d ".$1" ] || real=$(readlink -f -- ".$1") || real=
  real=${real#"$root"}
  [ -n "$real" ] || real=$1
}
real_path /var/lib/kubelet && kubelet=$real
real_path /var/lib/containerd && containerd=$real
mounts() {
  while IFS=' ' read -r _ _ _ _ target _; do
    case $target in
      /var/lib/kubelet/* | /run/containerd/* | /var/lib/containerd/* | /run/netns/cni-*) ;;
      # Others may be mounted there, too.
      "$kubelet"/pods/* | "$kubelet"/plugins/* | "$containerd"/io.containerd.*) ;;
      *) continue ;;
    esac
    printf '%b\n' "$target"
  done <./proc/self/mountinfo | tac
}
for target in $(mounts); do umount -- ".$target" 2>/dev/null || umount -l -- ".$target"; done
for target in $(mounts); do problem failed "$target" 'it is still mounted'; done
set +f
for namespace in ./run/netns/cni-*; do [ -f "$namespace" ] && rm -f -- "$namespace"; done
set -f
# The first namespace makes it a mount point.
if [ -d ./run/netns ] && [ -z "$(ls -A ./run/netns)" ]; then
  while grep -qs ' /run/netns ' ./proc/self/mountinfo && umount -- ./run/netns 2>/dev/null; do :; done
  rmdir -- ./run/netns 2>/dev/null
fi
remove_cgroups

reset_network

foreign=$(list_foreign)
edited=
case "$nl$requests$nl" in *"${nl}delete-edited$nl"*) ;; *) find_edited ;; esac
for path in $edited; do keep_edited "$path"; done
for path in $owned; do
  case $path in
    /var/lib/quorate/identity | /etc/quorate/identity | /var/lib/quorate/etcd-member | /etc/etcd/member) ;;
    # Until what they record is removed.
    /var/lib/quorate/packages | /var/lib/quorate/packages.before) ;;
    *) remove_file "$path" ;;
  esac
done
for path in $directories; do
  [ -d ".$path" ] || continue
  case $path in /var/lib/quorate | /etc/quorate | /run/quorate) continue ;; esac
  remove_contents ".$path" || problem failed "$path" "$error"
  # A mount point stays, and so does a link.
  rmdir -- ".$path" 2>/dev/null
  removed "$path"
done
# The markers identify the data of etcd, so they are removed after it, also across a loss of power: the data may be on a
# separate disk.
for path in ./var/lib/etcd ./var/lib; do [ ! -d "$path" ] || sync "$path"; done
for path in $owned; do
  case $path in /var/lib/quorate/etcd-member | /etc/etcd/member) remove_file "$path" ;; esac
done
reset_users
remove_packages
reset_kernel
# Services make them when they start.
rmdir -- ./opt/containerd/bin ./opt/containerd/lib ./opt/containerd ./run/kubernetes \
  ./usr/libexec/kubernetes/kubelet-plugins/volume/exec ./usr/libexec/kubernetes/kubelet-plugins/volume \
  ./usr/libexec/kubernetes/kubelet-plugins ./usr/libexec/kubernetes 2>/dev/null
# Directories that quorate created are removed when they are empty, the innermost first.
for path in $(printf '%s\n' "$owned" | sort -r); do
  within "$path" && [ -d ".$path" ] && ! [ -L ".$path" ] && rmdir -- ".$path" 2>/dev/null && removed "$path"
done
if [ -n "$units" ]; then
  systemctl daemon-reload
  # systemd lists a unit that failed also when its file is gone.
  systemctl reset-failed -- $units >/dev/null 2>&1
fi
list_kept
for path in $foreign; do printf 'foreign\t%s\n' "$path"; done
# The lock file stays: this run holds the lock. Without the file the next run would lock another one, and both would run.
all_but ./run/quorate lock lock.holder
# Last, because a repeated reset needs it: both places have the same contents, so the first is removed completely, and the
# identity of the host at the very end.
all_but ./var/lib/quorate
all_but ./etc/quorate identity
all_but ./etc/quorate
exit 0
