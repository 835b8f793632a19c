#!/bin/sh
# reconvene conform --one-shot -- sh harness.sh
# One request on standard input, one reply on standard output; the program is started for each case.

# Your implementation: the request as JSON in, the list of meetings as JSON out; it fails for rules that are not allowed.
meetings_of() {
	cat > /dev/null
	echo '[]'
}

if meetings=$(meetings_of); then
	printf '{"meetings":%s}\n' "$meetings"
else
	printf '{"rejected":{}}\n'
fi
