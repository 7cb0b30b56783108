# Gathers the facts of this host.
# Input: a random boundary, then lines "KIND<tab>VALUE". Output: sections, each after a line "BOUNDARY NAME"; the last one
# is "end". Forks are the main cost, so each tool is called once for many items.
require_userland
question=$(cat)
began=$(date +%s%N)
IFS=$nl
set -f
boundary=${question%%"$nl"*}
paths= places= certificates= kubeconfigs= units= modules= sysctls= commands= users= booleans= images=
for line in $question; do
  value=${line#*"$tab"}
  case $line in
    path"$tab"*) paths="$paths.$value$nl" ;;
    place"$tab"*) places="$places$value$nl" ;;
    certificate"$tab"*) certificates="$certificates.$value$nl" ;;
    kubeconfig"$tab"*) kubeconfigs="$kubeconfigs.$value$nl" ;;
    unit"$tab"*) units="$units$value$nl" ;;
    module"$tab"*) modules="$modules$value$nl" ;;
    sysctl"$tab"*) sysctls="$sysctls$value$nl" ;;
    user"$tab"*) users="$users$value$nl" ;;
    command"$tab"*) commands="$commands$value$nl" ;;
    boolean"$tab"*) booleans="$booleans$value$nl" ;;
    image"$tab"*) images="$images$value$nl" ;;
  esac
done
# lines_of FILE: a small text, without a process.
lines_of() {
  while IFS= read -r line || [ -n "$line" ]; do printf '%s\n' "$line"; done <"$1"
}
section() { printf '%s %s\n' "$boundary" "$1"; }

section system
uname=$(uname -nrm)
printf 'uname\t%s\n' "$uname"
kernel=${uname#* }
kernel=${kernel%% *}
machine_id=
[ ! -r ./etc/machine-id ] || read -r machine_id <./etc/machine-id
printf 'machine-id\t%s\n' "$machine_id"
printf 'cpus\t%s\n' "$(nproc)"
IFS=" $tab"
read -r _ memory _ <./proc/meminfo && printf 'memory-kb\t%s\n' "$memory"
while read -r field value; do
  [ "$field" = CapBnd: ] && printf 'capabilities\t%s\n' "$value" && break
done <./proc/1/status
swaps=0
[ ! -r ./proc/swaps ] || while read -r _; do swaps=$((swaps + 1)); done <./proc/swaps
IFS=$nl
[ "$swaps" -gt 1 ] && printf 'swap\tyes\n' || printf 'swap\tno\n'
[ -w ./proc/sys/net/netfilter/nf_conntrack_max ] && printf 'sysctl-writable\tyes\n' || printf 'sysctl-writable\tno\n'
container=$(container_kind)
printf 'container\t%s\n' "$container"
# Not writable in a container: it has no SELinux of its own.
enforce=
[ ! -w ./sys/fs/selinux/enforce ] || read -r enforce <./sys/fs/selinux/enforce
printf 'selinux\t%s\n' "$enforce"

IFS=' '
command -v systemctl >/dev/null && set -- $(systemctl --version 2>/dev/null) && printf 'systemd\t%s\n' "${2:-}"
IFS=$nl

section os-release
lines_of ./etc/os-release 2>/dev/null || lines_of ./usr/lib/os-release

if command -v ip >/dev/null; then
  section addresses
  ip -o addr show
else
  section fib-trie
  cat ./proc/net/fib_trie
fi
if command -v ss >/dev/null; then
  section listeners
  ss -Hltnp
else
  section sockets
  cat ./proc/net/tcp ./proc/net/tcp6
fi

section modules
absent=
for name in $modules; do
  if module_present "$name"; then printf '%s\n' "$name"; else absent=$absent$name$nl; fi
done
section unloadable
# A container cannot load modules: it uses those of its machine.
[ -z "$absent" ] || [ -n "$container" ] || unloadable $absent
section commands
for name in $commands; do command -v -- "$name" >/dev/null && printf '%s\n' "$name"; done
section users
set -- $users
# The databases of the host, which may be more than its files.
[ "$#" = 0 ] || for database in passwd group; do
  for entry in $(getent "$database" "$@" 2>/dev/null); do printf '%s\t%s\n' "$database" "${entry%%:*}"; done
done
section packages
[ ! -r ./var/lib/quorate/packages ] || head -c 200000 ./var/lib/quorate/packages
[ ! -e ./var/lib/quorate/packages.before ] || echo unfinished
section kept-files
for set in etcd control-plane node keepalived; do
  [ ! -d "./var/lib/quorate/previous/$set" ] || printf '%s\n' "$set"
done
section booleans
for name in $booleans; do
  [ -r "./sys/fs/selinux/booleans/$name" ] || continue
  read -r value <"./sys/fs/selinux/booleans/$name" || :
  printf '%s\t%s\n' "$name" "$value"
done

places
small_texts
[ "$swaps" -le 1 ] || swap_services

section owned
read_owned
[ -z "$owned" ] || printf '%s\n' "$owned"
for path in $owned; do paths="$paths.$path$nl"; done
cni_files
packet_filter

# A path that cannot be examined is not absent.
section unseen
paths=$(printf '%s' "$paths" | sort -u)
present=
for path in $paths; do
  if [ -e "$path" ] || [ -L "$path" ]; then present=$present$path$nl; else is_absent "$path" || printf '%s\n' "$path"; fi
done
set -- $present
seen=$([ "$#" = 0 ] || stat -c "%F$tab%a$tab%U:%G$tab%s$tab%Z$tab$DIGEST_KEY$tab%n" -- "$@" 2>/dev/null) ||
  for path; do
    # Not those that were deleted in the meantime.
    case "$seen$nl" in *"$tab$path$nl"*) ;; *) is_absent "$path" || printf '%s\n' "$path" ;; esac
  done
section seen
[ -z "$seen" ] || printf '%s\n' "$seen"

section digests
cache=
# Without the zeros that a loss of power may leave, of which bash warns.
[ ! -r "$DIGESTS" ] || { cache=$(head -c 1000000 "$DIGESTS"); } 2>/dev/null
large= links= followed= full= hash= newest=$((${began%?????????} - 2))
# cached_digest KEY<tab>PATH: line by line, because matching a pattern in a long text costs a shell milliseconds.
cached_digest() {
  IFS=$nl
  for entry in $cache; do
    case $entry in
      "$1$tab"*)
        digest=${entry##*"$tab"}
        case ${#digest}$digest in
          *[!0-9a-f]*) return 1 ;;
          64*) return 0 ;;
          *) return 1 ;;
        esac
        ;;
    esac
  done
  return 1
}
# note_full DIRECTORY: adds it to `full` unless it is empty. What a restore keeps beside the data of etcd is no member.
note_full() {
  set +f
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    [ -e "$entry" ] || [ -L "$entry" ] || continue
    # Every new ext4 file system has it.
    [ "$entry" = "$1/lost+found" ] && [ -d "$entry" ] && ! [ -L "$entry" ] && continue
    case $entry in ./var/lib/etcd/quorate-*) continue ;; esac
    full="$full$1$nl"
    break
  done
  set -f
}
# sort_out TYPE MODE OWNER SIZE CHANGED KEY PATH. Splitting a line once is much cheaper for a shell than field by field,
# and there are hundreds of lines.
sort_out() {
  case $1 in
    'symbolic link')
      links="$links$7$nl"
      # Judged by what it leads to: the data of etcd may be on another disk.
      if [ -d "$7/" ]; then
        followed="$followed$7$nl"
        note_full "$7"
      fi
      ;;
    directory) note_full "$7" ;;
    regular*)
      if [ "$4" -ge "$DIGEST_MINIMUM_BYTES" ]; then
        if cached_digest "$6$tab$7"; then
          printf '%s  %s\n' "$digest" "$7"
          return
        fi
        # Two changes within one tick of the kernel's clock have the same ctime: a file that changed just now is not cached.
        [ "$5" -lt "$newest" ] && large="$large$6$tab$7$nl"
      fi
      hash="$hash$7$nl"
      ;;
  esac
}
for line in $seen; do
  IFS=$tab
  sort_out $line
done
IFS=$nl
set -- $hash
hashed=$([ "$#" = 0 ] || sha256sum -- "$@")
[ -z "$hashed" ] || printf '%s\n' "$hashed"

# The only write of this script: without the cache every run would hash half a gigabyte of binaries. When it cannot be
# written, gathering is only slower.
if [ -n "$large" ] && [ -d ./var/lib/quorate ]; then
  (
    for line in $cache; do
      path=${line#*"$tab"}
      path=${path%"$tab"*}
      case "$tab$large" in *"$tab$path$nl"*) continue ;; esac
      [ -f "$path" ] && printf '%s\n' "$line"
    done
    for line in $large; do
      digest=${nl}$hashed
      digest=${digest%%"  ${line#*"$tab"}"*}
      printf '%s\t%s\n' "$line" "${digest##*"$nl"}"
    done
  ) 2>/dev/null >"$DIGESTS.new-$$" && mv -f "$DIGESTS.new-$$" "$DIGESTS" || rm -f "$DIGESTS.new-$$"
fi 2>/dev/null

section links
set -- $links
[ "$#" = 0 ] || readlink -- "$@"
section linked
[ "$#" = 0 ] || printf '%s\n' "$@"
section full
printf '%s' "$full"
# Links that lead to a directory, with the mode and the owner of the directory.
section followed
set -- $followed
[ "$#" = 0 ] || stat -L -c "%a$tab%U:%G$tab%n" -- "$@"

# Pairs of lines: the file, and one line of it. Private keys are left out, whatever file they are in.
section certificates
set --
for path in $certificates; do [ -f "$path" ] && set -- "$@" "$path"; done
[ "$#" = 0 ] || sed -s -n '/-----BEGIN .*PRIVATE KEY-----/,/-----END .*PRIVATE KEY-----/!{F;p}' -- "$@"
echo
section kubeconfigs
set --
for path in $kubeconfigs; do [ -f "$path" ] && set -- "$@" "$path"; done
[ "$#" = 0 ] || sed -s -n -E '/^[ -]*[A-Za-z][A-Za-z-]*:/{/(client-key-data|token|password|secret) *:/!{F;p}}' -- "$@"
echo

section units
inputs=
set -- $units
if [ "$#" != 0 ]; then
  command -v systemctl >/dev/null || problem no-systemd / 'there is no systemctl'
  shown=$(systemctl show -p Id,LoadState,ActiveState,UnitFileState,NeedDaemonReload,Environment -- "$@" 2>&1) ||
    problem no-systemd / "$shown"
  printf '%s\n' "$shown"
  for line in $shown; do
    for variable in QUORATE_INPUTS QUORATE_RELOADS; do
      case $line in
        Environment=*"$variable="*)
          value=${line#*"$variable="}
          value=${value%%[ \"]*}
          IFS=:
          for path in $value; do inputs="$inputs.$path$nl"; done
          IFS=$nl
          ;;
      esac
    done
  done
fi
section inputs
set -- $inputs
[ "$#" = 0 ] || stat -L -c '%n %i %s %Y %Z' -- "$@" 2>/dev/null
# Pairs of lines, as of certificates: the identity, what units have taken in, and settings of the kernel. Not with the
# shell's read, which reads one byte at a time: many files below /proc/sys return their value only in one read.
section records
set --
for path in ./var/lib/quorate/identity ./etc/quorate/identity; do
  [ -e "$path" ] || [ -L "$path" ] || continue
  # An empty line means that the file exists.
  printf '%s\n\n' "$path"
  [ -f "$path" ] && set -- "$@" "$path"
done
for unit in $units; do
  for record in "./run/quorate/started/$unit" "./run/quorate/reloaded/$unit"; do
    [ -f "$record" ] && set -- "$@" "$record"
  done
done
for name in $sysctls; do [ -r "./proc/sys/$name" ] && set -- "$@" "./proc/sys/$name"; done
[ "$#" = 0 ] || sed -s -n 'F;p' -- "$@" 2>/dev/null
echo

section images
ctr=./opt/quorate/bin/ctr
set --
for image in $images; do set -- "$@" "name==\"$image\""; done
if [ "$#" = 0 ] || [ ! -x "$ctr" ]; then
  echo none
elif [ ! -S ./run/containerd/containerd.sock ]; then
  printf 'unknown\tcontainerd does not run\n'
elif listed=$(timeout 5 "$ctr" --connect-timeout 2s -n k8s.io images ls "$@" 2>&1); then
  # For these only: for every image of the host it would read the manifests, too.
  printf 'known\n%s\n' "$listed"
else
  printf 'unknown\tcontainerd does not answer: %s\n' "${listed##*"$nl"}"
fi

# The line "there" means that a marker exists: an unreadable marker is not absent.
marker() {
  section "$1"
  [ -e "$2" ] || [ -L "$2" ] || return 0
  echo there
  cat "$2" 2>/dev/null
  echo
}
marker marker ./var/lib/quorate/etcd-member
marker marker-copy ./etc/etcd/member
# Of a script that takes long, both: the first was read soon after it was asked, the last right before its end.
section clock
clock=$(date +%s%N)
printf '%s\n' "${began%??????}" "${clock%??????}"
section end
