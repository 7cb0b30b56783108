#!/bin/sh
# etcd-guard DATA MARKER [COPY]: exits with 0 when etcd may start on this host.
#
# The data directory of a member and its marker belong together. Without this check, etcd would start a wiped member as a
# second cluster with the same IDs and without the data, and acknowledged writes would be lost. The marker is stored in two
# places, because /var may be a separate disk: a host starts without data only when both say that it has none yet.
set -u
export LC_ALL=C

data=$1
marker=$2
copy=${3:-/etc/etcd/member}
initial=${ETCD_INITIAL_CLUSTER_STATE-}
nl='
'
replace="A lost member is replaced by 'quorate remove HOST' (or 'quorate remove --lost HOST') and then 'quorate apply'."
# While a marker cannot be read, 'quorate remove HOST' is refused.
replace_unreadable="To replace the member, power this host off, then run 'quorate remove --lost HOST', reinstall the \
host, and run 'quorate apply'."

refuse() {
  echo "etcd-guard: $1" >&2
  exit 1
}

# is_absent FILE: it does not exist, and its folder can be examined.
is_absent() {
  if [ -e "$1" ] || [ -L "$1" ]; then return 1; fi
  folder=${1%/*}
  [ -e "$folder" ] || return 0
  [ -r "$folder" ] && [ -x "$folder" ] || return 1
  for each in "$folder"/*; do [ "$each" != "$1" ] || return 1; done
}

# read_marker FILE: sets state, cluster, member and restore; all are empty when there is no such file. A file that exists and is
# not understood does not count as absent: the host may have a member.
read_marker() {
  state= cluster= member= restore=
  ! is_absent "$1" || return 0
  text=$(cat -- "$1" 2>&1) ||
    refuse "$1 cannot be read ($text). Restore it from its copy, or replace the member. $replace_unreadable"
  [ "$(tr -d '\n -~' <"$1" | wc -c)" -eq 0 ] || refuse "$1 is damaged: it is not text. Restore it from its copy, or \
replace the member. $replace_unreadable"
  set -f
  IFS=$nl
  for line in $text; do
    case $line in
      state=*) state=$state${line#*=} ;;
      clusterId=*) cluster=$cluster${line#*=} ;;
      memberId=*) member=$member${line#*=} ;;
      restore=*) restore=$restore${line#*=} ;;
    esac
  done
  set +f
  case $state in
    forming | learner | member | leaving | removed | restoring) ;;
    '') refuse "$1 has no state. Restore it from its copy, or replace the member. $replace_unreadable" ;;
    *) refuse "$1 has the unknown state '$state'. Use the version of quorate that wrote it, or restore it from its copy." ;;
  esac
}

# differ ONE OTHER: an empty value differs from nothing.
differ() { [ -n "$1" ] && [ -n "$2" ] && [ "$1" != "$2" ]; }

# The same test as in etcd: a directory without a write-ahead log was never used.
has_log() {
  for log in "$data"/member/wal/*.wal; do
    [ -e "$log" ] && return 0
  done
  return 1
}

read_marker "$copy"
copy_state=$state copy_cluster=$cluster copy_member=$member copy_restore=$restore
read_marker "$marker"

# says STATE: whether one of the files has this state; sets file to it.
says() {
  case $1 in "$state") file=$marker ;; "$copy_state") file=$copy ;; *) return 1 ;; esac
}
# Before everything else: a restore that was interrupted while it recorded its new members leaves two different ids. Members
# with old and new data must never run side by side, and none must start without data.
if says restoring; then
  restore=${restore:-$copy_restore}
  restore=${restore%%:*}
  refuse "$file says that the restore of the snapshot with the SHA-256 ${restore:-unknown} is not complete: no member may \
start before all of them have its data. Run the interrupted command again to complete it: 'quorate etcd restore', \
'quorate etcd recover' or 'quorate restore'."
fi
if differ "$cluster" "$copy_cluster" || differ "$member" "$copy_member"; then
  refuse "$marker (member ${member:-unknown} of cluster ${cluster:-unknown}) and $copy (member ${copy_member:-unknown} \
of cluster ${copy_cluster:-unknown}) differ: a disk or a backup of another member may be mounted here. Mount the right \
one, or replace the member. $replace"
fi
if says removed; then
  refuse "$file says this member was removed from its cluster: it must not start again. Run 'quorate remove HOST' to \
reset this host, then 'quorate apply' if it is to join again."
fi

if [ "$initial" = new ] && { says member || says leaving || says learner; }; then
  refuse "$file says this host belongs to a bootstrapped cluster, but ETCD_INITIAL_CLUSTER_STATE is 'new': it would \
bootstrap another one. Run 'quorate apply' to correct the setting."
fi
if has_log; then
  # The copy is written after the marker, so an interrupted write leaves the copy older, never the marker.
  case $state-$copy_state in
    forming-member | forming-leaving | learner-member | learner-leaving)
      refuse "$marker says '$state', but $copy, which is written after it, says '$copy_state': a backup or an old disk \
may be mounted here, and $data may lack acknowledged writes. Mount the right one, or replace the member. $replace"
      ;;
  esac
  exit 0
fi

if says member || says leaving; then
  refuse "$file says this host is a member, but $data holds no member: its data was lost or not mounted. Bring the data \
back, or replace the member. $replace"
fi
if [ -z "$state" ] || [ -z "$copy_state" ]; then
  missing="neither $marker nor $copy exists"
  [ -z "$state" ] || missing="$marker says '$state', but $copy does not exist"
  [ -z "$copy_state" ] || missing="$copy says '$copy_state', but $marker does not exist"
  refuse "$missing, and $data holds no member: its data may be lost or not mounted, and a host starts without data only \
when both files say that it has none yet. Restore what is missing, or replace the member. $replace"
fi
case $state-$copy_state-$initial in
  forming-forming-new | learner-learner-*) exit 0 ;;
  forming-forming-*)
    refuse "$marker says this host was to form a cluster, but that cluster is bootstrapped, and $data holds no member: \
its data was lost or not mounted. Bring the data back, or replace the member. $replace"
    ;;
  *)
    refuse "$marker says '$state' and $copy says '$copy_state', and $data holds no member: a host starts without data \
only when both say the same. Run 'quorate apply' to write them again, or replace the member. $replace"
    ;;
esac
