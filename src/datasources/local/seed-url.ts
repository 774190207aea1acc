import type { DmiField, Platform } from '../machine/platform.ts';

/** cloud-init's names, which are dmidecode's, for what a machine is asked here. */
const fields: Readonly<Record<string, DmiField>> = {
  'baseboard-product-name': 'board_name',
  'baseboard-serial-number': 'board_serial',
  'chassis-asset-tag': 'chassis_asset_tag',
  'chassis-serial-number': 'chassis_serial',
  'system-manufacturer': 'sys_vendor',
  'system-product-name': 'product_name',
  'system-serial-number': 'product_serial',
  'system-uuid': 'product_uuid',
  'system-version': 'product_version',
};

/** `__dmi.system-uuid__` by what the machine has; a name that is not known stays as it is. */
export function withDmi(seed: string, { dmi }: Pick<Platform, 'dmi'>): string {
  return seed.replace(/__dmi\.([a-z-]+)__/g, (written, name: string) => {
    const field = fields[name];
    return field === undefined ? written : encodeURIComponent(dmi[field]);
  });
}

/** Names that `withDmi` leaves, for whoever wonders at the address. */
export function unknownDmi(seed: string): string[] {
  return [...seed.matchAll(/__dmi\.([a-z-]+)__/g)].flatMap(([written, name = '']) =>
    fields[name] === undefined
      ? [`${written} is not known, and stays in the address of the seed`]
      : [],
  );
}

/** Where one document is: in place of `%s`, else behind a slash, else, where there is a query, behind that. */
export function seedUrl(seed: string, document: string): string {
  if (seed.includes('%s')) {
    return seed.replace('%s', document);
  }
  return seed.includes('?') || seed.endsWith('/') ? `${seed}${document}` : `${seed}/${document}`;
}
