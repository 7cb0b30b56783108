# Input: the seconds to wait for containerd, then a line "IMAGE<tab>DIGEST<tab>PATH" for each archive. The digest is what
# the reference points to afterwards; "-" if any will do.
requests=$(cat)
seconds=${requests%%"$nl"*}
requests=${requests#*"$nl"}
ctr() { ./opt/quorate/bin/ctr --connect-timeout 2s -n k8s.io "$@"; }

now=$(date +%s)
deadline=$((now + seconds))
until error=$(timeout 5 ./opt/quorate/bin/ctr --connect-timeout 2s -n k8s.io version 2>&1); do
  now=$(date +%s)
  [ "$now" -lt "$deadline" ] || problem containerd-silent /run/containerd/containerd.sock "$error"
  sleep 0.2
done

IFS=$nl
set -f
for request in $requests; do
  path=${request##*"$tab"}
  # The transfer service of containerd would take twice the processor time.
  error=$(ctr images import --local ".$path" 2>&1) || {
    # The full disk is that of containerd, not that of the archive.
    ! is_full /var/lib/containerd/ || path=/var/lib/containerd/
    write_problem "$path" "$error"
  }
done
set --
for request in $requests; do set -- "$@" "name==\"${request%%"$tab"*}\""; done
present=$(ctr images ls "$@" 2>/dev/null) || problem failed / 'cannot list the images of containerd'
# digest_of IMAGE: prints what the reference points to.
digest_of() {
  IFS=$nl
  for row in $present; do
    IFS=' '
    set -- "$1" $row
    [ "$2" = "$1" ] && printf '%s' "$4" && return
  done
}
for request in $requests; do
  image=${request%%"$tab"*} path=${request##*"$tab"}
  expected=${request#*"$tab"}
  expected=${expected%"$tab"*}
  found=$(digest_of "$image")
  [ -n "$found" ] || problem failed "$path" "the archive does not contain the image $image"
  [ "$expected" = - ] || [ "$found" = "$expected" ] ||
    problem failed "$path" "the archive contains $image with the digest $found, not $expected"
  # There may be no registry to pull it from again, so the kubelet must not delete it when the disk fills up.
  ctr images label "$image" io.cri-containerd.pinned=pinned >/dev/null 2>&1 || :
done
