# Input: the seconds to wait for containerd, then a line "IMAGE<tab>PATH" for each archive.
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
  path=${request#*"$tab"}
  # The transfer service of containerd would take twice the processor time.
  error=$(ctr images import --local ".$path" 2>&1) || {
    # The full disk is that of containerd, not that of the archive.
    case $error in *'no space left'*) path=/var/lib/containerd/ ;; esac
    write_problem "$path" "$error"
  }
done
present=$(ctr images ls -q) || problem failed / 'cannot list the images of containerd'
for request in $requests; do
  image=${request%%"$tab"*}
  case "$nl$present$nl" in
    *"$nl$image$nl"*) ;;
    *) problem failed "${request#*"$tab"}" "the archive does not contain the image $image" ;;
  esac
  # There may be no registry to pull it from again, so the kubelet must not delete it when the disk fills up.
  ctr images label "$image" io.cri-containerd.pinned=pinned >/dev/null 2>&1 || :
done
