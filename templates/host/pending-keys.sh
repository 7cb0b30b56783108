# Private keys that this host has made and no file has yet: make-keys.sh writes each below this directory, under the path
# of the file that it is for, and put.sh uses and deletes it.
PENDING=./var/lib/quorate/pending-keys

# lock_pending: until the script ends. One whose connection was lost may still make keys, and must not replace those of the
# next run while that one uses them.
lock_pending() {
  exec 8<"$PENDING"
  flock -w 60 8 || problem failed "${PENDING#.}" 'another run makes keys there'
}
