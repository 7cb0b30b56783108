#!/bin/sh
# etcd-guard DATA MARKER: may etcd start on this host?
#
# A member's data directory and its identity live and die together. etcd itself would start a wiped member as a new,
# second cluster that has the same ids and none of the data, and acknowledged writes would be lost.
set -u

data=$1
marker=$2
state=$(sed -n 's/^state=//p' "$marker" 2>/dev/null)

refuse() {
  echo "etcd-guard: $1" >&2
  exit 1
}

# Looked at in etcd's own way: it takes a directory without a write-ahead log for one that was never used.
has_log() {
  for log in "$data"/member/wal/*.wal; do
    [ -e "$log" ] && return 0
  done
  return 1
}

case $state in
  member | leaving)
    has_log || refuse "$marker says this host is a member, but $data holds no member: its data was lost or not mounted. \
Bring the data back, or replace the member."
    [ "${ETCD_INITIAL_CLUSTER_STATE-}" != new ] || refuse "this member belongs to a formed cluster, but is told to form \
a new one. Run 'quorate apply' to correct its settings."
    ;;
  removed)
    [ ! -e "$data/member" ] || refuse "this member was removed from its cluster, but $data still holds its data. \
Move the data away before the host joins again."
    [ "${ETCD_INITIAL_CLUSTER_STATE-}" != new ] || refuse "this member was removed from its cluster and must not form \
a new one. Join it with 'quorate join'."
    ;;
  learner)
    [ "${ETCD_INITIAL_CLUSTER_STATE-}" != new ] || refuse "this host was added to a formed cluster as a learner and must \
not form a new one. Run 'quorate apply' to correct its settings."
    ;;
  forming | '') ;;
  *) refuse "$marker has an unknown state '$state': written by another version of quorate?" ;;
esac
