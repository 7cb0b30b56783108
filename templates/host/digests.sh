# Cache of the digests of large files, one "KEY<tab>PATH<tab>SHA256" a line. A change of content changes the ctime, so the
# same key means the same content.
DIGESTS=./var/lib/quorate/digests
DIGEST_KEY='%i %s %y %z'
DIGEST_MINIMUM_BYTES=1048576
