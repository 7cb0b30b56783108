#!/bin/sh
# data-owner USER DIRECTORY: gives a data directory and what is in it to the user of a service. Root runs it before each
# start, so that what a restore or an earlier version wrote as root can be used. What quorate keeps beside the data of etcd
# stays root's. The user may have put anything there: links are not followed, except for those of root, which lead to
# another disk; of a file with several names, the others may be outside.
set -eu
user=$1
directory=$2

# give DIRECTORY
give() {
  find "$1/." -mindepth 1 \( -name 'quorate-*' -o -name lost+found \) -prune -o \
    ! -user "$user" \( -type d -o -type f -links 1 \) -exec chown -h "$user:$user" -- {} +
}

chown "$user:$user" -- "$directory/."
chmod 700 -- "$directory/."
give "$directory"
for part in member member/wal member/snap; do
  path=$directory/$part
  [ -L "$path" ] && [ -d "$path/" ] && [ "$(stat -c %u -- "$path")" = 0 ] || continue
  chown "$user:$user" -- "$path/."
  give "$path"
done
