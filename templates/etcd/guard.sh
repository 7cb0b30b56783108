#!/bin/sh
# etcd-guard DATA MARKER [COPY]: may etcd start on this host?
#
# A member's data directory and its identity live and die together. etcd itself would start a wiped member as a new,
# second cluster that has the same ids and none of the data, and acknowledged writes would be lost. The marker lies in two
# places, because /var may be a disk of its own: a host begins without data only where both say that it has none yet.
set -u
export LC_ALL=C

data=$1
marker=$2
copy=${3:-/etc/etcd/member}
told=${ETCD_INITIAL_CLUSTER_STATE-}
nl='
'
replace="A lost member is replaced by 'quorate remove HOST' (or 'quorate remove --lost HOST') and then 'quorate apply'."

refuse() {
  echo "etcd-guard: $1" >&2
  exit 1
}

# read_marker FILE: sets state, cluster and member; all are empty when there is no such file. A file that is there and
# cannot be understood does not count as absent: a member may be behind it.
read_marker() {
  state= cluster= member=
  text=$(cat -- "$1" 2>&1) || {
    case $text in *': No such file or directory') [ -L "$1" ] || return 0 ;; esac
    refuse "$1 cannot be read ($text). Restore it, or replace the member. $replace"
  }
  [ "$(tr -d '\n -~' <"$1" | wc -c)" -eq 0 ] || refuse "$1 is damaged: it is no text. Restore it, or replace the \
member. $replace"
  set -f
  IFS=$nl
  for line in $text; do
    case $line in
      state=*) state=$state${line#*=} ;;
      clusterId=*) cluster=$cluster${line#*=} ;;
      memberId=*) member=$member${line#*=} ;;
    esac
  done
  set +f
  case $state in
    forming | learner | member | leaving | removed) ;;
    '') refuse "$1 does not say what this host is to its etcd cluster. Restore it, or replace the member. $replace" ;;
    *) refuse "$1 has an unknown state '$state': written by another version of quorate?" ;;
  esac
}

# differ ONE OTHER: what is not said contradicts nothing.
differ() { [ -n "$1" ] && [ -n "$2" ] && [ "$1" != "$2" ]; }

# Looked at in etcd's own way: it takes a directory without a write-ahead log for one that was never used.
has_log() {
  for log in "$data"/member/wal/*.wal; do
    [ -e "$log" ] && return 0
  done
  return 1
}

read_marker "$copy"
copy_state=$state copy_cluster=$cluster copy_member=$member
read_marker "$marker"

if differ "$cluster" "$copy_cluster" || differ "$member" "$copy_member"; then
  refuse "$marker (member ${member:-unknown} of cluster ${cluster:-unknown}) and $copy (member ${copy_member:-unknown} \
of cluster ${copy_cluster:-unknown}) differ: a disk or a backup of another member may be mounted here. Bring back what \
belongs here, or replace the member. $replace"
fi
# says STATE: what people can look at, the file that says so.
says() {
  case $1 in "$state") file=$marker ;; "$copy_state") file=$copy ;; *) return 1 ;; esac
}
if says removed; then
  refuse "$file says this member was removed from its cluster: it must not start again. Run 'quorate remove HOST' to \
take the rest of it off this host, then 'quorate apply' to let the host join again."
fi

if [ "$told" = new ] && { says member || says leaving || says learner; }; then
  refuse "$file says this host belongs to a formed cluster, but it is told to form a new one, which it must not. Run \
'quorate apply' to correct its settings."
fi
if has_log; then
  # The copy is written after the marker, so a write that was cut leaves the copy behind, never the marker.
  case $state-$copy_state in
    forming-member | forming-leaving | learner-member | learner-leaving)
      refuse "$marker says '$state', but $copy, which is written after it, says '$copy_state': a backup or an old disk \
may be mounted here, and $data may lack acknowledged writes. Bring back what belongs here, or replace the member. $replace"
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
  refuse "$missing, and $data holds no member: its data may be lost or not mounted, and a host begins without data only \
where both files say that it has none yet. Bring back what is missing, or replace the member. $replace"
fi
case $state-$copy_state-$told in
  forming-forming-new | learner-learner-*) exit 0 ;;
  forming-forming-*)
    refuse "$marker says this host was to form a cluster, but that cluster is formed, and $data holds no member: its \
data was lost or not mounted. Bring the data back, or replace the member. $replace"
    ;;
  *)
    refuse "$marker says '$state' and $copy says '$copy_state', and $data holds no member: a host begins without data \
only where both say the same. Run 'quorate apply' to write them again, or replace the member. $replace"
    ;;
esac
