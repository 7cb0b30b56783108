# Makes private keys, each pending for the file that it is for. One that is pending for the same file is replaced.
# Input: lines "ALGORITHM<tab>PATH". Output, for each of them: "key<tab>SHA256<tab>PATH", then a certificate signing request
# in PEM. It only proves that this host has the key, so its name is the same for all.
requests=$(cat)
IFS=$nl
set -f
command -v openssl >/dev/null || problem failed openssl 'it is not in PATH: install the package openssl'
error=$({ (umask 022 && mkdir -p ./var/lib/quorate) && mkdir -p "$PENDING" && chmod 700 "$PENDING"; } 2>&1) ||
  write_problem "${PENDING#.}" "$error"
lock_pending
paths= folders=
for request in $requests; do
  path=${request#*"$tab"}
  paths="$paths$path$nl"
  folders="$folders$PENDING${path%/*}/$nl"
done
set --
for path in $paths; do set -- "$@" "$PENDING$path"; done
error=$({ rm -rf -- "$@" && mkdir -p -- $folders; } 2>&1) || write_problem "${PENDING#.}" "$error"

# make_key ALGORITHM FILE: in the format that kubeadm writes. openssl 1.1.1 and 3 have no command for both that does so.
make_key() {
  case $1 in
    ECDSA-P256) openssl ecparam -name prime256v1 -genkey -noout -out "$2" ;;
    RSA-2048) openssl genrsa 2048 | openssl pkey -traditional -out "$2" ;;
    *) return 1 ;;
  esac
}

# request_for FILE: nothing of the configuration of the host is in it.
request_for() {
  openssl req -new -sha256 -config /dev/stdin -key "$1" -subj /CN=quorate <<END
[req]
distinguished_name = name
[name]
END
}

for request in $requests; do
  path=${request#*"$tab"}
  error=$(make_key "${request%%"$tab"*}" "$PENDING$path" 2>&1) && [ -s "$PENDING$path" ] ||
    write_problem "${PENDING#.}$path" "openssl made no key: $error"
done
digests=$(sha256sum -- "$@") || problem failed "${PENDING#.}" 'cannot compute the digests of the keys'
# Whoever gets the request may count on the key.
error=$(sync -- "$@" $folders 2>&1) || write_problem "${PENDING#.}" "$error"
for line in $digests; do
  path=${line#*"  $PENDING"}
  signed=$(request_for "$PENDING$path" 2>/dev/null) ||
    problem failed "${PENDING#.}$path" "openssl made no certificate signing request: $(request_for "$PENDING$path" 2>&1)"
  printf 'key\t%s\t%s\n%s\n' "${line%%" "*}" "$path" "$signed"
done
