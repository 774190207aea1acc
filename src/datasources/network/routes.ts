import { familyOf } from '../../lib/ip-address.ts';
import type { Route, Tell } from './link-draft.ts';

/** Default routes; others are told, since `k3os.interfaces` has none. */
export function defaultRoutes(label: string, routes: readonly Route[], tell: Tell): Route[] {
  for (const route of routes.filter((each) => !isDefault(each) && !isToMetadata(each))) {
    tell(
      `${label}: the route to ${route.to} is left out: k3os.interfaces knows default routes only`,
    );
  }
  return routes.filter((route) => isDefault(route) && route.via !== undefined);
}

function isDefault({ to, mask = '0' }: Route): boolean {
  return (
    /^(default|(0(\.0\.0\.0)?|::)\/0)$/.test(to) ||
    (/^(0\.0\.0\.0|::)$/.test(to) && /^(0|0\.0\.0\.0|::)$/.test(mask))
  );
}

/** OpenStack has one for each network that it serves metadata in, which have been read already. */
function isToMetadata({ to }: Route): boolean {
  return /^169\.254\./.test(to);
}

/** One for each family, the first. */
export function onePerFamily(gateways: readonly string[]): string[] {
  const families = gateways.map(familyOf);
  return gateways.filter((_gateway, at) => families.indexOf(families[at]) === at);
}
