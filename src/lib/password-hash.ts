/** What crypt(5) makes, by its first letters: salt, and as many characters as the method gives. Others are not known here. */
const methods: Readonly<Record<string, RegExp>> = {
  '1': /^\$1\$[^$]{0,8}\$[./\w]{22}$/,
  '5': /^\$5\$(rounds=\d+\$)?[^$]{0,16}\$[./\w]{43}$/,
  '6': /^\$6\$(rounds=\d+\$)?[^$]{0,16}\$[./\w]{86}$/,
  y: /^\$y\$[./\w]+\$[./\w]{0,86}\$[./\w]{43}$/,
};

/** Whether there is a password that such a hash is of; a made-up one or half of one locks its user out. */
export function isWholeHash(hash: string): boolean {
  const [, id = ''] = hash.split('$');
  return methods[id]?.test(hash) ?? true;
}
