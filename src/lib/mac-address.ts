/** `00-16-3E-AA-BB-07` → `00:16:3e:aa:bb:07`, as the kernel writes it; undefined for anything else. */
export function canonicalMac(text: string): string | undefined {
  return /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(text)
    ? text.toLowerCase().replaceAll('-', ':')
    : undefined;
}
