# Private keys that this host has made and no file has yet: make-keys.sh writes each below this directory, under the path
# of the file that it is for, and put.sh uses and deletes it.
PENDING=./var/lib/quorate/pending-keys
