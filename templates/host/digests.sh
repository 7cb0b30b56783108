# Digests of large files already computed, one "KEY<tab>PATH<tab>SHA256" a line. A change of content changes the ctime,
# so a key that still matches stands for the same content.
DIGESTS=./var/lib/quorate/digests
DIGEST_KEY='%i %s %y %z'
DIGEST_MINIMUM_BYTES=1048576
