# SPDX-License-Identifier: PostgreSQL
#
# Puts a text, base64 on stdin, in the place of a file: completely or not at all. Behind these
# settings: path, of which symbolic links stay; from and to, the checksums of what is there and of
# what shall be; stamp and micro, the time; back, which is empty, or says that the text is to be put
# back that this program has replaced.
#
# Each step has a status of its own, for file.write.sql to explain. The programs are those that
# coreutils and busybox have in common.
LC_ALL=C
export LC_ALL
umask 077
# A cancelled query signals the program, too, which then would leave its new file behind.
trap '' HUP INT TERM
six='[0-9][0-9][0-9][0-9][0-9][0-9]'

has() {
	test "$(sha256sum < "$1")" = "$2  -"
}

# Whether a name is exactly of the form of what this program keeps.
is_kept() {
	case ${1#"$file".} in
	${six}[0-9][0-9]T${six}Z.bak | ${six}[0-9][0-9]T${six}Z${six}.bak) ;;
	*) return 1 ;;
	esac
}

# Of what was kept only the five newest: their names sort by time.
remove_older() {
	set --
	for name in "$file".*.bak; do
		! is_kept "$name" || set -- "$@" "$name"
	done
	while test $# -gt 5; do
		rm -f "$1"
		shift
	done
}

for program in base64 cat chmod chown cp ln mktemp mv readlink rm sha256sum stat sync; do
	command -v "$program" > /dev/null || exit 81
done
# The names may end in newlines, which $( ) would take away.
file=$(readlink -fn "$path" && echo .) || exit 82
file=${file%.}
folder=${file%/*}/
newest=
for name in "$file".*.bak; do
	! is_kept "$name" || newest=$name
done
has "$file" "$from" || exit 83
test -w "$folder" || exit 84

# The file that was there goes back as it is, even where a full disk has no room for another.
if test "$back" && test "$newest" && has "$newest" "$to"; then
	cat > /dev/null
	mv -f "$newest" "$file" || exit 89
	sync "$folder" || :
	exit 0
fi

new=$(mktemp "$file.XXXXXX") || exit 85
kept=
trap 'rm -f "$new" "$kept"' EXIT
base64 -d > "$new" || exit 85
has "$new" "$to" || exit 86
chown "$(stat -c %u:%g "$file")" "$new" || exit 87
chmod "$(stat -c %a "$file")" "$new" || exit 87
sync "$new" || exit 85
if test ! "$back"; then
	kept=$file.$stamp.bak
	case $newest in "$file.$stamp"*) kept=$file.$stamp$micro.bak ;; esac
	test ! -e "$kept" || kept=$file.$stamp$micro.bak
	ln "$file" "$kept" || cp -p "$file" "$kept" || exit 88
fi
has "$file" "$from" || exit 83
mv -f "$new" "$file" || exit 89
# From here on nothing may fail: the new file is there. The folder's sync only makes its name
# outlive a crash.
kept=
sync "$folder" || :
test "$back" || remove_older
exit 0
