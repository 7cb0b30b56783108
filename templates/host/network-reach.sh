# Tries, from the network of this node, connections to other nodes through the pod network, and queries to cluster DNS.
# Reads only. Input: a random boundary, then lines "node<tab>ADDRESS<tab>PORT" and "dns<tab>ADDRESS<tab>PORT<tab>QUERY",
# the query with its length as for TCP, in octal for printf. With a line "pod<tab>UID" they are tried from the network of
# that pod. Output: sections in the format of facts.sh. What got no answer in time is not listed; an answer of DNS is
# listed in hexadecimal.
question=$(cat)
boundary=${question%%"$nl"*}
section() { printf '%s %s\n' "$boundary" "$1"; }
inside=
case $question in
*"${nl}pod$tab"*)
  uid=${question#*"${nl}pod$tab"}
  uid=${uid%%"$nl"*}
  # The cgroup of every process of a pod has its UID in its name, with underscores if systemd manages it.
  found=$(grep -l -s -F -e "pod$uid" -e "pod$(printf '%s' "$uid" | tr - _)" ./proc/[0-9]*/cgroup)
  found=${found%%"$nl"*}
  found=${found%/cgroup}
  inside="nsenter --target ${found##*/} --net --" missing=
  command -v nsenter >/dev/null && $inside true 2>/dev/null || missing=nsenter
  [ -n "$found" ] || missing=pod
  command -v bash >/dev/null || missing=bash
  if [ -n "$missing" ]; then
    section missing
    printf '%s\n' "$missing"
    section end
    exit 0
  fi
  ;;
esac
# All at once, each in a process of its own: a connection whose packets are dropped would not answer for minutes. Two
# seconds are enough for one retransmission.
if command -v bash >/dev/null; then
  section reached
  printf '%s\n' "${question#*"$nl"}" | timeout 20 $inside bash -c 'while IFS=$0 read -r kind address port query; do
    case $kind in
    node)
      { : 3<>"/dev/tcp/$address/$port" && answer=open || answer=refused
        printf "node\t%s %s\t%s\n" "$address" "$port" "$answer"; } 2>/dev/null &
      ;;
    dns)
      { if exec 3<>"/dev/tcp/$address/$port"; then
          printf "$query" >&3
          answer=$(timeout 2 dd bs=600 count=1 <&3 | od -A n -v -t x1 | tr -d " \n")
          [ -z "$answer" ] || printf "dns\t%s\n" "$answer"
        else
          printf "dns\trefused\n"
        fi; } 2>/dev/null &
      ;;
    esac
  done
  begun=$(jobs -p)
  { sleep 2; kill $begun; } </dev/null >/dev/null 2>&1 &
  wait $begun 2>/dev/null
  kill $! 2>/dev/null' "$tab"
fi
section end
