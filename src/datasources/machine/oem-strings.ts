/**
 * The strings of one SMBIOS structure of type 11: a header (type, length, handle), their number, and behind the header that
 * many texts that end with NUL. Firmware may stop early; what is not whole is left out.
 */
export function oemStrings(raw: Buffer): string[] {
  const [type, length = 0] = raw;
  if (type !== 11 || length < 5) {
    return [];
  }
  const count = raw[4] ?? 0;
  const ended = raw.subarray(length).toString('utf8').split('\0').slice(0, -1);
  return ended.slice(0, count);
}
