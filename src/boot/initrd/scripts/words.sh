# The kernel command line.

cmdline=" $(cat /proc/cmdline) "

has_word() {
	case $cmdline in *" $1 "*) return 0 ;; esac
	return 1
}

# NAME: its value on the command line, where the last one counts.
word_value() {
	value=
	for word in $cmdline; do
		case $word in "$1="*) value=${word#*=} ;; esac
	done
	echo "$value"
}
